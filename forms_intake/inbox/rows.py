"""One row of the list in words, worked out before the template so that fifty of them cost little."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import User
from forms_intake.admin.deliveries_words import is_paused
from forms_intake.enums import DeliveryState, Flag, FormType, LarkStatus, WorkStatus
from forms_intake.inbox import promise
from forms_intake.inbox.promise import Promise
from forms_intake.models import Delivery, Submission
from forms_intake.slips import summaries
from school import clock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Short enough for a list; the badge of a slip that somebody has in hand is that person's picture.
TYPES: "dict[str, StrOrPromise]" = {
    FormType.STUDENT_INFO: pgettext_lazy("inbox row", "Student information"),
    FormType.LEAVE_REQUEST: pgettext_lazy("inbox row", "Leave"),
    FormType.TRANSFER: pgettext_lazy("inbox row", "Transfer"),
    FormType.HOLD: pgettext_lazy("inbox row", "Hold"),
    FormType.CHANGE: pgettext_lazy("inbox row", "Change"),
}
_BADGES: "dict[str, tuple[str, StrOrPromise]]" = {
    WorkStatus.RECEIVED: ("info", WorkStatus.RECEIVED.label),
    WorkStatus.NEEDS_INFO: ("warning", WorkStatus.NEEDS_INFO.label),
    WorkStatus.APPROVED: ("success", WorkStatus.APPROVED.label),
    WorkStatus.DECLINED: ("error", WorkStatus.DECLINED.label),
    WorkStatus.DONE: ("", WorkStatus.DONE.label),
    WorkStatus.WITHDRAWN: ("", WorkStatus.WITHDRAWN.label),
}
# What else was said than that a rule was touched.
_NEUTRAL = frozenset(
    {
        Flag.PRIVATE_NOTE,
        Flag.DUPLICATE,
        Flag.MISSING_EVIDENCE,
        Flag.LONG_ABSENCE,
        Flag.OUT_OF_HOURS,
        Flag.FOREIGN_PHONE,
        Flag.TEACHER_CHANGE,
    }
)
_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Send:
    """How far the way to Lark is: class, drawing, words."""

    kind: str
    icon: str
    words: str


@dataclass(frozen=True)
class Item:
    """What one row of the list says."""

    reference: str
    revision: int
    name: str
    type: str
    summary: str
    badge: tuple[str, str] | None
    time: str
    assignee: User | None
    flags: list[tuple[str, str]]
    send: Send
    promise: Promise | None
    is_archived: bool
    # What templates do slowly: a sentence with a word in it, and when it was sent as machines read it.
    choose: str
    moment: str


def items(rows: Iterable[Submission], watch: promise.Watch) -> list[Item]:
    """The rows in words: one query for all of them, and one for the promise of the office unless `watch` has asked."""
    found = list(rows)
    tries = _next_tries(found)
    return [_item(row, tries.get(row.pk), watch) for row in found]


def _item(row: Submission, next_try: datetime | None, watch: promise.Watch) -> Item:
    return Item(
        reference=row.reference,
        revision=row.revision,
        name=row.student_name,
        type=str(TYPES[row.form_type]),
        summary=summaries.of(row.form_type, row.payload),
        badge=_badge(row.work_status),
        time=when(row.submitted_at, watch.now),
        assignee=row.assignee,
        flags=[_flag(flag) for flag in row.flags],
        send=_send(row, next_try, watch.now),
        promise=watch.of(row),
        is_archived=row.is_archived,
        choose=_("Choose %(name)s") % {"name": row.student_name},
        moment=clock.at_school(row.submitted_at).isoformat(),
    )


def when(moment: datetime, now: datetime) -> str:
    """The hour today, the weekday too within the last week, else the day."""
    local, today = clock.at_school(moment), clock.at_school(now).date()
    if local.date() == today:
        return date_format(local, "H:i")
    if today - _WEEK <= local.date() < today:
        return f"{summaries.weekday(local.date())} {date_format(local, 'H:i')}"
    return date_format(local, "d/m" if local.year == today.year else "d/m/Y")


def _badge(status: str) -> tuple[str, str] | None:
    kind, words = _BADGES.get(status, ("", ""))
    return (kind, str(words)) if words else None


def _flag(flag: str) -> tuple[str, str]:
    kind = "" if flag in _NEUTRAL else "error" if flag == Flag.POSSIBLE_SPAM else "warning"
    return kind, str(Flag(flag).label)


def _send(row: Submission, next_try: datetime | None, now: datetime) -> Send:
    if row.lark_status == LarkStatus.SENT:
        return Send("ok", "check-circle", pgettext("lark status", "Sent"))
    if is_paused(row):
        return Send("wait", "pause", _("Paused"))
    if row.lark_status == LarkStatus.FAILED:
        return Send("fail", "x-circle", pgettext("inbox row", "Not sent, needs a look"))
    if next_try and next_try > now:
        return Send("wait", "clock", _("Tries again at %(time)s") % {"time": when(next_try, now)})
    return Send("wait", "clock", pgettext("lark status", "Sending"))


def _next_tries(rows: list[Submission]) -> dict[int, datetime]:
    waiting = [row.pk for row in rows if row.lark_status == LarkStatus.PENDING]
    if not waiting:
        return {}
    # One that is being sent names the end of its lease.
    due = (
        Delivery.objects.open().to_lark().exclude(state=DeliveryState.LEASED).filter(submission__in=waiting).order_by()
    )
    return dict(due.values_list("submission").annotate(Min("next_attempt_at")))
