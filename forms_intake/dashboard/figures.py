"""Reads the figures of a period: days that are counted, today's slips as they are now, and what is open at this moment.

A handful of questions, each over rows of days or over an index; none reads the slips of the past.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count

from accounts.models import User
from forms_intake.dashboard import counting
from forms_intake.dashboard.period import Period
from forms_intake.enums import LarkStatus
from forms_intake.models import FiguresState, Submission
from forms_intake.models.computed import Shelf
from school import clock

# Days of now are asked anew: a page must not wait for the worker to show what has just come.
_CELLS = f"""
WITH cell AS (
    SELECT {counting.COLUMNS} FROM forms_intake_dayfigures
    WHERE day BETWEEN %(since)s AND %(until)s AND day <> %(today)s
    UNION ALL SELECT {counting.COLUMNS} FROM ({counting.CELLS}) fresh
), found AS (
    SELECT *, CASE WHEN %(by_week)s THEN date_trunc('week', day)::date ELSE day END AS start,
        date_trunc('week', day)::date AS week
    FROM cell WHERE %(branch)s::bigint IS NULL OR branch_id = %(branch)s
)
"""  # noqa: S608 - our own words
_SUMS = """
SELECT start, week, form_type, branch_id, sum(received)::int, sum(late_notice)::int, sum(kept)::int, sum(answered)::int
FROM (SELECT *, cardinality(reply_minutes) AS answered FROM found) given
GROUP BY start, week, form_type, branch_id ORDER BY start
"""
_REPLIES = """
SELECT week, form_type, count(*)::int, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY minutes)
FROM found, unnest(reply_minutes) minutes GROUP BY GROUPING SETS ({sets})
"""
_LARK = """
SELECT start, NULL, count(*)::int, percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY ms)
FROM found, unnest(lark_ms) ms GROUP BY GROUPING SETS ((), (start))
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


class Spread(NamedTuple):
    """The middle and the tail of what took time; of all weeks, or of all kinds, where one is empty."""

    start: date | None
    form_type: str | None
    number: int
    middle: float
    tail: float


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
    given = _given(period)
    sets = "(), (week), (form_type), (week, form_type)" if with_each_type else "(), (week), (form_type)"
    return Figures(
        period=period,
        cells=[Cell(*row) for row in _rows(_CELLS, _SUMS, given)],
        replies=_spreads(_rows(_CELLS, _REPLIES.format(sets=sets), given)),
        lark=_spreads(_rows(_CELLS, _LARK, given)),
        unanswered=[Waiting(*row) for row in _rows("", _UNANSWERED, given | _bounds(period))],
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


def _given(period: Period) -> dict[str, Any]:
    today = clock.today()
    fresh = counting.between(today, today)
    if not period.since <= today <= period.until:
        fresh["to"] = fresh["from"]
    asked = {"since": period.since, "until": period.until, "today": today, "by_week": period.is_by_week}
    return fresh | asked | {"branch": period.branch.pk if period.branch else None}


def _bounds(period: Period) -> dict[str, Any]:
    given = counting.between(period.since, period.until)
    return {"now": clock.now(), "from": given["from"], "to": given["to"]}


def _rows(cells: str, question: str, given: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(cells + question, given)
        return list(cursor.fetchall())


def _spreads(rows: Sequence[Sequence[Any]]) -> list[Spread]:
    """Of nothing there is no middle, but the database has a row for it."""
    return [Spread(start, form_type, number, *parts) for start, form_type, number, parts in rows if parts]


def _undelivered(period: Period) -> dict[str, int]:
    """By Lark status: slips that wait, and slips that need a person; as the inbox lists them."""
    rows = Submission.objects.filter(shelf__in=[Shelf.OPEN, Shelf.DONE]).order_by()
    rows = rows.filter(branch=period.branch) if period.branch else rows
    # Asked by status: the many that have arrived must not be counted to know the few that have not.
    return {status: rows.filter(lark_status=status).count() for status in (LarkStatus.PENDING, LarkStatus.FAILED)}
