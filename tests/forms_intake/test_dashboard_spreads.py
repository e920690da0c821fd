"""Middles and tails from times that were added up: near enough, and of the same slips whatever they are read from."""

import random
import statistics
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any, cast

import pytest

from catalog.models import Branch
from forms_intake.dashboard import counting, figures, spreads
from forms_intake.dashboard.histogram import Histogram
from forms_intake.dashboard.period import Period
from forms_intake.dashboard.spreads import Counted
from forms_intake.models import Submission, TimeSpread
from school import clock
from tests import factories

MADE: dict[str, Callable[[random.Random], float]] = {
    "minutes": lambda dice: dice.randint(0, 750),
    "seconds": lambda dice: dice.lognormvariate(7.5, 0.6),
    "an outage": lambda dice: dice.choice((1_500, 7_200_000)) * dice.random(),
}


def summed(*parts: list[int]) -> Histogram:
    found = Histogram()
    for part in parts:
        found.add(Histogram(part).kept())
    return found


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("count", [2, 3, 10, 997])
def test_middles_and_tails_are_at_most_three_percent_off(name: str, count: int) -> None:
    dice = random.Random(count)
    times = [int(MADE[name](dice)) for _ in range(count)]
    found = summed(times[::2], times[1::2])
    exact = statistics.quantiles(times, n=100, method="inclusive")
    for percent in (50, 90, 95):
        assert found.at(percent / 100) == pytest.approx(exact[percent - 1], rel=0.03)


@pytest.mark.parametrize("times", [[0], [240], [33, 34], [2_147_483_647] * 5, [5, 5, 240, 240], [60, 600]])
def test_equal_and_few_times_are_told_as_they_were(times: list[int]) -> None:
    found = summed(times, [])
    assert (found.number, found.at(0), found.at(1)) == (len(times), min(times), max(times))
    assert found.at(0.5) == statistics.median(times)


def cell(day: date, times: list[int], *, branch: Branch | None = None, form_type: str = "hold") -> Counted:
    return Counted(day, form_type, branch.pk if branch else None, len(times), 0, 0, times, times)


@pytest.fixture(params=[date(2026, 8, 20), date(2026, 8, 23), date(2026, 8, 24)], ids=["Thursday", "Sunday", "Monday"])
def today(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> date:
    """Weeks end and begin on these days."""
    monkeypatch.setattr(clock, "today", lambda: request.param)
    return cast(date, request.param)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "days"), [(0, 8), (4, 3), (3, 14), (1, 40)])
def test_whole_weeks_and_single_days_are_added_up_to_the_same(today: date, before: int, days: int) -> None:
    until = today - timedelta(days=before)
    period = Period(since=until - timedelta(days=days - 1), until=until)
    first = period.since - timedelta(days=20)
    # Each day has a time of its own, so that one day too many or too few is seen.
    all_days = [first + timedelta(days=number) for number in range((today - first).days)]
    spreads.write(first, today, [cell(day, [(day - first).days % 34]) for day in [*all_days, today]])
    asked = sum(1 for day in all_days if period.since <= day <= period.until)
    found = spreads.replies(period, [], with_each_type=True)
    assert {one.number for one in found if not one.start} == {asked}
    assert sum(one.number for one in found if one.start and one.form_type) == asked
    assert sum(one.number for one in spreads.lark(period, []) if one.start) == asked


@pytest.mark.django_db
def test_a_year_is_read_from_its_weeks(django_assert_num_queries: Any) -> None:
    today = clock.today()
    days = [today - timedelta(days=number) for number in range(365)]
    spreads.write(days[-1], today, [cell(day, [5, 7]) for day in days])
    period = Period(since=days[-1], until=today)
    with django_assert_num_queries(2):
        found = spreads.replies(period, [], with_each_type=False), spreads.lark(period, [])
    assert [one.number for each in found for one in each if not one.start and not one.form_type] == [364 * 2] * 2
    assert TimeSpread.objects.filter(spreads._asked(period, by_week=True), of="reply").count() <= 52 + 12


@pytest.mark.django_db
def test_a_day_that_is_counted_anew_changes_its_week_and_no_other() -> None:
    branch, other = factories.branch(), factories.branch()
    monday = date(2026, 8, 10)
    week = [monday + timedelta(days=number) for number in range(7)]
    spreads.write(week[0], week[-1], [cell(day, [9], branch=branch) for day in week])
    spreads.write(week[2], week[2], [cell(week[2], [3, 3], branch=other)])
    period = Period(since=week[0], until=week[-1])
    for chosen, number in ((None, 8), (branch, 6), (other, 2)):
        asked = Period(since=period.since, until=period.until, branch=chosen)
        assert {one.number for one in spreads.replies(asked, [], with_each_type=True)} == {number}


@pytest.mark.django_db
def test_todays_answers_are_those_of_now_and_counted_once() -> None:
    today, made = clock.today(), factories.submission()
    at = clock.on_school_day(today, time(10))
    Submission.objects.filter(pk=made.pk).update(submitted_at=at, due_at=at, answered_at=at)
    counting.count([today])
    Submission.objects.filter(pk=made.pk).update(answered_at=at + timedelta(minutes=44))
    found = figures.read(Period(since=today - timedelta(days=364), until=today))
    assert [(one.number, one.middle, one.tail) for one in found.replies] == [(1, 44, 44)] * 3
