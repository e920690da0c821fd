"""How long answers and Lark took, kept for days and for whole weeks, so that a year is read from some hundred rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from forms_intake.dashboard.histogram import Histogram
from forms_intake.dashboard.period import Period, monday
from forms_intake.enums import Taking
from forms_intake.models import TimeSpread
from school import clock


class Counted(NamedTuple):
    """The slips of one day, kind and branch, with their times one by one."""

    day: date
    form_type: str
    branch: int | None
    received: int
    late_notice: int
    kept: int
    reply_minutes: list[int]
    lark_ms: list[int]

    def times(self) -> Iterator[tuple[Taking, str, list[int]]]:
        """Those that there are, with the kind of slip by which they are told apart: Lark treats all the same."""
        if self.reply_minutes:
            yield Taking.REPLY, self.form_type, self.reply_minutes
        if self.lark_ms:
            yield Taking.LARK, "", self.lark_ms


class Spread(NamedTuple):
    """The middle and the tail of what took time; of all weeks, or of all kinds, where one is empty."""

    start: date | None
    form_type: str | None
    number: int
    middle: float
    tail: float


class _Key(NamedTuple):
    of: str
    start: date
    form_type: str
    branch: int | None


_Found = dict[_Key, Histogram]
# Start, kind of slip, times.
_Row = tuple[date, str, list[int]]


def write(first: date, last: date, counted: Iterable[Counted]) -> None:
    """Keeps the times of these days instead of what was kept before, and makes their weeks of all their days anew."""
    found: _Found = defaultdict(Histogram)
    for cell in counted:
        for of, form_type, times in cell.times():
            kept = Histogram(times).kept()
            for branch in {None, cell.branch}:
                found[_Key(of, cell.day, form_type, branch)].add(kept)
    _replace(first, last, found, is_week=False)
    _replace(monday(first), monday(last), _weeks(first, last), is_week=True)


def _weeks(first: date, last: date) -> _Found:
    found: _Found = defaultdict(Histogram)
    days = TimeSpread.objects.filter(is_week=False, start__range=(monday(first), _sunday(last)))
    for of, start, form_type, branch, times in days.values_list("of", "start", "form_type", "branch", "times"):
        found[_Key(of, monday(start), form_type, branch)].add(times)
    return found


def _replace(first: date, last: date, found: _Found, *, is_week: bool) -> None:
    TimeSpread.objects.filter(is_week=is_week, start__range=(first, last)).delete()
    TimeSpread.objects.bulk_create(
        TimeSpread(
            of=key.of,
            start=key.start,
            is_week=is_week,
            form_type=key.form_type,
            branch_id=key.branch,
            times=times.kept(),
        )
        for key, times in found.items()
    )


def replies(period: Period, fresh: Iterable[Counted], *, with_each_type: bool) -> list[Spread]:
    """Working minutes: of all, of each week and of each kind; for whom it is worth it, of each kind in each week."""
    every: dict[tuple[date | None, str | None], Histogram] = defaultdict(Histogram)
    for start, form_type, times in _rows(Taking.REPLY, period, fresh, by_week=True):
        every[monday(start), form_type].add(times)
    together: dict[tuple[date | None, str | None], Histogram] = defaultdict(Histogram)
    for (week, kind), found in every.items():
        kept = found.kept()
        for key in ((None, None), (week, None), (None, kind)):
            together[key].add(kept)
    return _spreads(together | every if with_each_type else together, tail=0.9)


def lark(period: Period, fresh: Iterable[Counted]) -> list[Spread]:
    """Milliseconds: of all, and of each day or week as the page shows them."""
    found: dict[tuple[date | None, str | None], Histogram] = defaultdict(Histogram)
    for start, _all_kinds, times in _rows(Taking.LARK, period, fresh, by_week=period.is_by_week):
        found[monday(start) if period.is_by_week else start, None].add(times)
        found[None, None].add(times)
    return _spreads(found, tail=0.95)


def _spreads(found: dict[tuple[date | None, str | None], Histogram], *, tail: float) -> list[Spread]:
    return [Spread(*key, times.number, times.at(0.5), times.at(tail)) for key, times in found.items()]


def _rows(of: Taking, period: Period, fresh: Iterable[Counted], *, by_week: bool) -> Iterator[_Row]:
    """Whole weeks where they will do, days elsewhere; of today what there is now."""
    kept = TimeSpread.objects.filter(_asked(period, by_week=by_week), of=of, branch=period.branch)
    yield from kept.values_list("start", "form_type", "times")
    for cell in fresh:
        for its, form_type, times in cell.times():
            if its is of:
                yield cell.day, form_type, Histogram(times).kept()


def _asked(period: Period, *, by_week: bool) -> Q:
    # What is kept of today is older than what is asked now.
    days = Q(is_week=False, start__range=(period.since, period.until)) & ~Q(start=clock.today())
    weeks = _whole(period)
    if not by_week or not weeks:
        return days
    first, last = weeks
    return days & ~Q(start__range=(first, _sunday(last))) | Q(is_week=True, start__range=(first, last))


def _whole(period: Period) -> tuple[date, date] | None:
    """The first and the last Monday of the weeks that lie in the period, all of them past."""
    until = min(period.until, clock.today() - timedelta(days=1))
    first, last = monday(period.since + timedelta(days=6)), monday(until - timedelta(days=6))
    return (first, last) if first <= last else None


def _sunday(day: date) -> date:
    return monday(day) + timedelta(days=6)
