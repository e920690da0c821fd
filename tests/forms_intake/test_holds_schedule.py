"""What the calendar does to a hold, whatever days the school's computers were off."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import HoldState
from forms_intake.holds import schedule
from forms_intake.holds.schedule import STEPS, Due, Life

START, BACK = date(2026, 9, 1), date(2026, 12, 1)


def life(state: str = HoldState.ACTIVE, reminded: frozenset[int] = frozenset(), grace: int = 14) -> Life:
    return Life(state=state, starts_on=START, returns_on=BACK, grace_days=grace, reminded=reminded)


@pytest.mark.parametrize(
    ("left", "reminded", "expected"),
    [
        (8, set(), None),
        (7, set(), 7),
        (6, {7}, None),
        (5, set(), 7),
        (3, {7}, 3),
        (2, {7}, 3),
        (2, {3}, None),
        (1, {7, 3}, 1),
        (1, set(), 1),
        (0, {7, 3}, 1),
        (0, {1}, None),
        (-2, {7, 3, 1}, None),
    ],
)
def test_only_the_nearest_reminder_is_due(left: int, reminded: set[int], expected: int | None) -> None:
    assert schedule.due(life(reminded=frozenset(reminded)), BACK - timedelta(days=left)).remind == expected


@pytest.mark.parametrize(("day", "begins"), [(date(2026, 8, 31), False), (START, True), (date(2026, 9, 20), True)])
def test_a_planned_hold_begins_on_its_day(day: date, begins: bool) -> None:
    assert schedule.due(life(HoldState.PLANNED), day) == Due(begins=begins)


@pytest.mark.parametrize(("after", "lapses"), [(14, False), (15, True), (400, True)])
def test_a_course_lapses_the_day_after_its_grace(after: int, lapses: bool) -> None:
    due = schedule.due(life(reminded=frozenset(STEPS)), BACK + timedelta(days=after))
    assert due == Due(lapses=lapses)


def test_the_policy_says_how_long_the_grace_is() -> None:
    assert schedule.due(life(grace=0), BACK + timedelta(days=1)).lapses


@pytest.mark.parametrize("state", [HoldState.RETURNED, HoldState.LAPSED, HoldState.CANCELLED])
def test_nothing_is_due_about_what_is_over(state: str) -> None:
    assert not schedule.due(life(state), BACK)


@settings(max_examples=60)
@given(away=st.sets(st.integers(min_value=0, max_value=119)))
def test_whatever_days_are_missed_each_step_is_told_once_and_never_two_on_a_day(away: set[int]) -> None:
    state, told, first = HoldState.PLANNED, list[int](), START
    for number in sorted(set(range(120)) - away):
        due = schedule.due(life(state, frozenset(told)), first + timedelta(days=number))
        told += [due.remind] if due.remind is not None else []
        state = HoldState.LAPSED if due.lapses else HoldState.ACTIVE if due.begins else state
        assert not (due.lapses and due.remind is not None)
    assert len(told) == len(set(told))
    assert told == sorted(told, reverse=True)
