"""Who may open what: the only place that turns a reference from a request into a submission."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from forms_intake.models import Submission
from forms_intake.slips.online import SLIPS
from forms_intake.slips.registry import Slip

View = TypeVar("View", bound=Callable[..., HttpResponse])

_COOKIE = "sent"
# Each lifetime has a salt of its own, so that a signature holds no longer than it was given for.
_SALT, _KEPT_S = "forms_intake.sent", 24 * 3600
_KIOSK_SALT, _KEPT_ON_KIOSK_S = "forms_intake.sent.kiosk", 5 * 60


def public(view: View) -> View:
    """Marks a view that everybody may open; views without a mark cannot be mounted (see `guarded`)."""
    view.access_rule = "public"  # type: ignore[attr-defined]  # the mark itself
    return view


def for_workers(view: View) -> View:
    """Marks a view for those whom roles.yaml names; the view itself asks once more for the right."""
    view.access_rule = "workers"  # type: ignore[attr-defined]  # the mark itself
    return view


def guarded(view: View) -> View:
    """The view, if it says who may open it. Raises TypeError at start, so that nothing is mounted by oversight."""
    if not hasattr(view, "access_rule"):
        raise TypeError(f"{view.__name__} has no access rule")
    return view


def open_slip(form_type: str) -> Slip:
    """The slip of this address; 404 for unknown ones and for those that are not open online."""
    if form_type not in SLIPS:
        raise Http404
    return SLIPS[form_type]


def let_sender_read(response: HttpResponse, submission: Submission, *, is_kiosk: bool) -> None:
    """Gives this browser, and no other, the right to the confirmation: for a day, or minutes on a shared device."""
    response.set_signed_cookie(
        _COOKIE,
        submission.reference,
        salt=_KIOSK_SALT if is_kiosk else _SALT,
        max_age=_KEPT_ON_KIOSK_S if is_kiosk else _KEPT_S,
        path=reverse("forms_intake:sent", args=[submission.reference]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def senders_submission(request: HttpRequest, reference: str) -> Submission | None:
    """The submission, if this browser sent it; nothing tells an unknown reference from somebody else's."""
    rights = ((_SALT, _KEPT_S), (_KIOSK_SALT, _KEPT_ON_KIOSK_S))
    # With a default, a bad or an outdated signature raises nothing.
    allowed = [request.get_signed_cookie(_COOKIE, default="", salt=salt, max_age=kept) for salt, kept in rights]
    if reference not in allowed:
        return None
    return Submission.objects.active().filter(reference=reference).select_related("branch").first()


def may_work(person: Any) -> bool:
    """Whether somebody deals with slips: takes, approves, declines (accounts/roles.yaml)."""
    return bool(person.has_perm("forms_intake.change_submission"))
