"""The right that a personal link leaves in the browser that opened it: no token and no data stay in an address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from forms_intake.models import PersonalLink
from school.encryption import Undecryptable

_COOKIE, _SALT = "personal_link", "forms_intake.personal_link"
# As long as a confirmation can be read: a slip that waits for the network is still sent with what is known.
_KEPT_S = 24 * 3600


def let_fill_in(response: HttpResponse, link: PersonalLink) -> None:
    """Gives this browser, and the pages of this slip only, what the link fills in."""
    response.set_signed_cookie(
        _COOKIE,
        str(link.pk),
        salt=_SALT,
        max_age=_KEPT_S,
        path=reverse("forms_intake:slip", args=[link.form_type]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def of(request: HttpRequest, form_type: str) -> PersonalLink | None:
    """The link that this browser has opened, while it works."""
    # With a default, a bad or an outdated signature raises nothing.
    pk = request.get_signed_cookie(_COOKIE, default="", salt=_SALT, max_age=_KEPT_S)
    try:
        return PersonalLink.objects.open().filter(pk=pk, form_type=form_type).first() if pk else None
    except Undecryptable:
        # Its key is gone: the family types what it would have brought along.
        return None
