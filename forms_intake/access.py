"""Who may open what: the only place that turns a reference from a request into a submission."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.access import holders
from forms_intake.entry import recognise
from forms_intake.enums import Flag
from forms_intake.models import Submission
from forms_intake.models.submission import SubmissionQuerySet
from forms_intake.slips.online import SLIPS
from forms_intake.slips.registry import Slip
from forms_intake.status import links
from forms_intake.status.links import Right

View = TypeVar("View", bound=Callable[..., HttpResponse])

# After a slip was sent, the tablet at the front desk shows an empty form again.
KIOSK_RETURNS_S = 60
_COOKIE = "sent"
# Each lifetime has a salt of its own, so that a signature holds no longer than it was given for.
_SALT, _KEPT_S = "forms_intake.sent", 24 * 3600
_KIOSK_SALT, _KEPT_ON_KIOSK_S = "forms_intake.sent.kiosk", KIOSK_RETURNS_S
_STATUS_COOKIE, _STATUS_SALT, _STATUS_KIOSK_SALT = "status", "forms_intake.status", "forms_intake.status.kiosk"
# Ends in no digits that anybody could type.
_NO_PHONE = "+0xxxx"


def public(view: View) -> View:
    """Marks a view that everybody may open; views without a mark cannot be mounted (see `guarded`)."""
    view.access_rule = "public"  # type: ignore[attr-defined]  # the mark itself
    return view


def for_workers(view: View) -> View:
    """Marks a view for those whom roles.yaml names; the view itself asks once more for the right."""
    view.access_rule = "workers"  # type: ignore[attr-defined]  # the mark itself
    return view


def for_accounts(view: View) -> View:
    """Marks a view for whoever is signed in; it shows what their own account has sent, and nothing else."""
    view.access_rule = "accounts"  # type: ignore[attr-defined]  # the mark itself
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


def let_follow(response: HttpResponse, submission: Submission, *, is_kiosk: bool) -> None:
    """Gives this browser the right to the status page of this slip, as long as to its confirmation."""
    response.set_cookie(
        _STATUS_COOKIE,
        links.signed(submission, salt=_STATUS_KIOSK_SALT if is_kiosk else _STATUS_SALT),
        max_age=_KEPT_ON_KIOSK_S if is_kiosk else _KEPT_S,
        path=reverse("forms_intake:status", args=[submission.reference]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def followed_submission(request: HttpRequest, reference: str) -> Submission | None:
    """The slip, for a browser that was let in and for the account that sent it; others learn nothing from this.

    Whoever stands at the tablet of the front desk is not whose account is open there.
    """
    word = request.COOKIES.get(_STATUS_COOKIE, "")
    rights = ((_STATUS_SALT, _KEPT_S), (_STATUS_KIOSK_SALT, _KEPT_ON_KIOSK_S))
    given = [links.read(word, salt=salt, lasting=timedelta(seconds=kept)) for salt, kept in rights]
    submission = _followable().filter(reference=reference).first()
    if submission is None:
        return None
    is_own = request.user.is_authenticated and submission.account_id == request.user.pk
    if is_own and not recognise.is_kiosk(request):
        return submission
    return submission if any(_opens(right, submission) for right in given) else None


def linked_submission(token: str) -> Submission | None:
    """The slip that a signed link leads to, unless the office has closed its links since."""
    right = links.of_link(token)
    submission = _followable().filter(pk=right.pk).first() if right else None
    return submission if submission and _opens(right, submission) else None


def known_submission(reference: str, digits: str) -> Submission | None:
    """The slip of this reference whose sender's telephone ends in these four digits.

    The same one question to the database and the same comparison, whether there is such a slip or not.
    """
    found = _followable().filter(reference=reference).values_list("pk", "contact_phone").first()
    pk, phone = found or (0, _NO_PHONE)
    is_known = constant_time_compare(str(phone)[-4:], digits)
    return _followable().filter(pk=pk).first() if is_known else None


def _followable() -> SubmissionQuerySet:
    """Neither archived nor forgotten; never with what is kept apart: a status page does not show it."""
    rows = Submission.objects.active().filter(purged_at=None, form_type__in=SLIPS)
    return rows.defer("sensitive").select_related("branch", "assignee", "status_by")


def _opens(right: Right | None, submission: Submission) -> bool:
    if right is None or right.pk != submission.pk:
        return False
    return submission.links_since is None or right.since >= submission.links_since


def may_work(person: Any) -> bool:
    """Whether somebody deals with slips: takes, approves, declines (accounts/roles.yaml)."""
    return bool(person.has_perm("forms_intake.change_submission"))


def may_approve(person: Any, submission: Submission) -> bool:
    """Whether somebody agrees to this very slip: a hold longer than the rules allow is the management's matter."""
    is_long = Flag.HOLD_TOO_LONG in submission.flags
    return may_work(person) and (not is_long or bool(person.has_perm("forms_intake.approve_long_submission")))


def may_be_given(person: Any) -> bool:
    """Whether a slip or a task can be given to somebody: in office, not put away, and dealing with slips."""
    return bool(person.is_active and not person.is_archived and may_work(person))


def roles_that_work() -> frozenset[str]:
    """The roles whose people deal with slips."""
    return holders("forms_intake.change_submission")
