"""Personal links: the office makes them, a family sends slips by them until they end. The link itself is not stored."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pghistory
import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.invitations import digest, new_token
from accounts.models import User
from forms_intake.entry.known import BLOCK_A
from forms_intake.models import PersonalLink, Submission
from forms_intake.slips.online import SLIPS
from school import clock
from school.archive import Refused as _Refused
from school.live.saves import tell

log = structlog.get_logger(__name__)

# slips.md, section 10.
LASTS = timedelta(days=30)
# What a link brings along, by the names of the fields.
NAMES = (*BLOCK_A, "course_text", "teacher", "current_teacher")


class Refused(_Refused):
    """Not allowed, or too late; the text says so to the person who tried."""


def make(
    *, form_type: str, given: Mapping[str, Any], by: User, submission: Submission | None = None
) -> tuple[PersonalLink, str]:
    """A link to this slip with these answers, and the link itself, which nobody can read again.

    `given`: by names of fields, telephone E.164; names that a link does not carry are left out.
    """
    _check(by, "add")
    if form_type not in SLIPS:
        raise Refused(_("This slip is not open online yet."))
    token = new_token()
    carried = {name: given[name] for name in NAMES if given.get(name) not in (None, "")}
    with pghistory.context(user=by.pk):
        link = PersonalLink.objects.create(
            form_type=form_type,
            token_digest=digest(token),
            given=carried,
            student_name=carried["student_name"],
            traces=traces(phone=carried.get("contact_phone", ""), email=carried.get("contact_email", "")),
            submission=submission,
            created_by=by,
            expires_at=clock.now() + LASTS,
        )
    log.info("personal_link.made", link=link.pk, by=by.pk)
    return link, settings.SITE_URL + reverse("forms_intake:personal_link", args=[token])


@transaction.atomic
def revoke(link: PersonalLink, *, by: User) -> PersonalLink:
    """The link opens nothing from now on; a second call changes nothing."""
    _check(by, "revoke")
    stored = PersonalLink.objects.select_for_update().get(pk=link.pk)
    if not stored.revoked_at:
        stored.revoked_at = clock.now()
        with pghistory.context(user=by.pk):
            stored.save(update_fields=["revoked_at"])
        log.info("personal_link.revoked", link=stored.pk, by=by.pk)
    return stored


def of_token(token: str) -> PersonalLink | None:
    """The link of this token while it works; nothing tells an unknown token from one that has ended."""
    return PersonalLink.objects.open().filter(token_digest=digest(token)).defer("given").first()


def used(link: PersonalLink) -> None:
    """One more slip was sent by it; in the transaction that stores the slip."""
    PersonalLink.objects.filter(pk=link.pk).update(uses=F("uses") + 1, last_used_at=clock.now())
    tell(PersonalLink, link.pk)


def traces(*, phone: str, email: str) -> list[str]:
    """Digests by which the links of a person are found again, without anything to read."""
    return [_trace(word) for word in (phone, email.lower()) if word]


def _trace(word: str) -> str:
    return salted_hmac("forms_intake.personal_link", word, algorithm="sha256").hexdigest()


def _check(by: User, action: str) -> None:
    if not by.has_perm(f"forms_intake.{action}_personallink"):
        raise Refused(_("Personal links are made and ended by the office."))
