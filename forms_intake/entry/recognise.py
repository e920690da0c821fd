"""Who opens a slip, as far as it is known: the holder of a personal link, or a family that is signed in."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest

from accounts.models import User
from forms_intake import personal_link_data
from forms_intake.entry import family, rights
from forms_intake.entry.known import KEPT, NOTHING, Known
from forms_intake.enums import Source
from forms_intake.models import PersonalLink

# What every next address of the same slip carries on, and what each may say.
_CARRIED = {"kiosk": r"1", "src": r"qr|link", "student": r"new|[A-Z]{2}-\d{6}-[0-9A-Z]{4}"}
_ON_KIOSK = {"branch": r"[\w-]{1,20}"}


def known(request: HttpRequest, form_type: str) -> Known:
    """Never more than the reader may know: of a link what it brings along, of an account its own data and slips."""
    if is_kiosk(request):
        return NOTHING
    if request.GET.get("src") == Source.LINK:
        link = rights.of(request, form_type)
        return of_link(link) if link else NOTHING
    person = request.user
    if isinstance(person, User) and not (person.is_staff or person.is_guest):
        return family.of(person, request.GET.get("student", ""))
    return NOTHING


def of_link(link: PersonalLink) -> Known:
    """Names and course to be read, telephone and e-mail to be kept."""
    given = dict(link.given)
    kept = {name: str(given.pop(name)) for name in KEPT if name in given}
    return Known(initial=given, kept=kept, link=link)


def account(request: HttpRequest, found: Known) -> User | None:
    """Whose slip it becomes: on a shared device nobody's, and by a link only theirs whose data the link brings along.

    An account reads its own slips in full, and the next one is filled in from them.
    """
    person = request.user
    if is_kiosk(request) or not isinstance(person, User):
        return None
    is_theirs = person.is_staff or not found.link or personal_link_data.of(person).filter(pk=found.link.pk).exists()
    return person if is_theirs else None


def source(request: HttpRequest, found: Known) -> Source:
    """How the slip came in, when nobody of the office sends it."""
    if found.link:
        return Source.LINK
    return Source.QR if request.GET.get("src") == Source.QR else Source.WEB


def way(request: HttpRequest) -> str:
    """The query of every next address of this slip; empty, or with its question mark."""
    allowed = _CARRIED | (_ON_KIOSK if is_kiosk(request) else {})
    kept = {name: request.GET.get(name, "") for name, form in allowed.items()}
    kept = {name: value for name, value in kept.items() if re.fullmatch(allowed[name], value)}
    return f"?{urlencode(kept)}" if kept else ""


def is_kiosk(request: HttpRequest) -> bool:
    """Whether this is the tablet at the front desk (`?kiosk=1`)."""
    return request.GET.get("kiosk") == "1"
