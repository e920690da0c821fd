"""Reads the figures of a period: days that are counted, today's slips as they are now, and what is open at this moment.

A handful of questions, each over rows of days or over an index; none reads the slips of the past.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q

from accounts.models import User
from forms_intake.dashboard import counting, spreads
from forms_intake.dashboard.period import Period, monday
from forms_intake.dashboard.spreads import Counted, Spread
from forms_intake.enums import LarkStatus
from forms_intake.models import FiguresState, Submission
from forms_intake.models.computed import Shelf
from school import clock

_SUMS = """
SELECT CASE WHEN %(by_week)s THEN date_trunc('week', day)::date ELSE day END, date_trunc('week', day)::date,
    form_type, branch_id, sum(received)::int, sum(late_notice)::int, sum(kept)::int, sum(answered)::int
FROM forms_intake_dayfigures
WHERE day BETWEEN %(since)s AND %(until)s AND day <> %(today)s
    AND (%(branch)s::bigint IS NULL OR branch_id = %(branch)s)
GROUP BY 1, 2, 3, 4
"""
# A slip that was put back to review has been answered before.
_UNANSWERED = """
SELECT (date_trunc('week', submitted_at AT TIME ZONE %(zone)s))::date, form_type, due_key < %(now)s,
    submitted_at >= %(from)s AND submitted_at < %(to)s, count(*)::int
FROM forms_intake_submission
WHERE due_key < '9999-12-31 00:00:00+00' AND answered_at IS NULL
    AND (%(branch)s::bigint IS NULL OR branch_id = %(branch)s)
GROUP BY 1, 2, 3, 4
"""


class Cell(NamedTuple):
    """Sums of one bar (a day or a week), one kind of slip and one branch."""

    start: date
    week: date
    form_type: str
    branch: int | None
    received: int
    late_notice: int
    kept: int
    answered: int


class Waiting(NamedTuple):
    """Slips of one week and one kind that nobody has answered: how many, and whether the promise is missed."""

    week: date
    form_type: str
    is_late: bool
    is_of_period: bool
    number: int


@dataclass(frozen=True)
class Figures:
    """All that the page shows of a period."""

    period: Period
    cells: Sequence[Cell]
    replies: Sequence[Spread]
    lark: Sequence[Spread]
    unanswered: Sequence[Waiting]
    undelivered: Mapping[str, int]

    @cached_property
    def overdue(self) -> Mapping[tuple[date, str], int]:
        """Of the period, by week and kind: slips whose promise is missed and that nobody has answered yet."""
        found: Counter[tuple[date, str]] = Counter()
        for row in self.unanswered:
            if row.is_late and row.is_of_period:
                found[row.week, row.form_type] += row.number
        return found

    @property
    def received(self) -> int:
        """All slips of the period."""
        return sum(cell.received for cell in self.cells)

    def share(self, *, week: date | None = None, form_type: str | None = None) -> tuple[int, int]:
        """How many were answered within the promise, of how many that were to be by now."""
        kept = due = 0
        for (of_week, of_type), (in_time, promised) in self._promises.items():
            if week in (None, of_week) and form_type in (None, of_type):
                kept, due = kept + in_time, due + promised
        return kept, due

    @cached_property
    def _promises(self) -> Mapping[tuple[date, str], tuple[int, int]]:
        """By week and kind, branches together: answered in time, and due."""
        kept: Counter[tuple[date, str]] = Counter()
        due: Counter[tuple[date, str]] = Counter(self.overdue)
        for cell in self.cells:
            kept[cell.week, cell.form_type] += cell.kept
            due[cell.week, cell.form_type] += cell.answered
        return {key: (kept[key], number) for key, number in due.items()}


def read(period: Period, *, with_each_type: bool = False) -> Figures:
    """The figures of a period; with the answers of each kind in each week, which only its table needs."""
    fresh = _fresh(period)
    return Figures(
        period=period,
        cells=[*_kept(period), *(_cell(period, one) for one in fresh)],
        replies=spreads.replies(period, fresh, with_each_type=with_each_type),
        lark=spreads.lark(period, fresh),
        unanswered=_unanswered(period),
        undelivered=_undelivered(period),
    )


def load() -> list[tuple[User, int]]:
    """Open slips of each colleague, most first; for those whose matter that is."""
    rows = Submission.objects.filter(shelf=Shelf.OPEN, assignee__isnull=False).order_by()
    counts = dict(rows.values_list("assignee").annotate(number=Count("pk")))
    people = User.objects.filter(pk__in=counts)
    return sorted(((one, counts[one.pk]) for one in people), key=lambda each: (-each[1], each[0].name))


def missing_before(state: FiguresState | None) -> datetime | None:
    """Before which day the figures are not yet counted; nothing when all are."""
    if state is None:
        return clock.on_school_day(clock.today())
    return clock.on_school_day(state.back_to) if state.back_to else None


def _fresh(period: Period) -> list[Counted]:
    """Today as it is now: a page must not wait for the worker to show what has just come."""
    today = clock.today()
    if not period.since <= today <= period.until:
        return []
    return [cell for cell in counting.cells(today, today) if not period.branch or cell.branch == period.branch.pk]


def _kept(period: Period) -> list[Cell]:
    asked = {"since": period.since, "until": period.until, "today": clock.today(), "by_week": period.is_by_week}
    return [Cell(*row) for row in _rows(_SUMS, asked | _branch(period))]


def _cell(period: Period, counted: Counted) -> Cell:
    week = monday(counted.day)
    start = week if period.is_by_week else counted.day
    sums = (counted.received, counted.late_notice, counted.kept, len(counted.reply_minutes))
    return Cell(start, week, counted.form_type, counted.branch, *sums)


def _unanswered(period: Period) -> list[Waiting]:
    given = counting.between(period.since, period.until)
    asked = {"now": clock.now(), "zone": given["zone"], "from": given["from"], "to": given["to"]}
    return [Waiting(*row) for row in _rows(_UNANSWERED, asked | _branch(period))]


def _branch(period: Period) -> dict[str, int | None]:
    return {"branch": period.branch.pk if period.branch else None}


def _rows(question: str, given: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return list(cursor.fetchall())


def _undelivered(period: Period) -> dict[str, int]:
    """By Lark status: slips that wait, and slips that need a person; as the inbox lists them."""
    branch = [f"branch:{period.branch.pk}"] if period.branch else []

    def number(status: str) -> int:
        # By facets: nearly all that failed is spam, and by its status alone ten thousand would be read to leave it out.
        kept = (Q(facets__contains=[f"lark:{status}", f"shelf:{shelf}", *branch]) for shelf in (Shelf.OPEN, Shelf.DONE))
        return Submission.objects.filter(reduce(or_, kept)).order_by().count()

    # Asked by status: the many that have arrived must not be counted to know the few that have not.
    return {status: number(status) for status in (LarkStatus.PENDING, LarkStatus.FAILED)}
