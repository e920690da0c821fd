"""Rules of the change slip: pure functions over the change, the policy, the history and the moment."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import change as rules
from forms_intake.rules import change_sentences
from forms_intake.rules.change import Change, History
from school import clock

POLICY = PolicyValues(form_type=FormType.CHANGE, version=1)
TODAY = date(2026, 8, 21)
NOW = clock.on_school_day(TODAY, time(11, 30))

policies = st.builds(
    PolicyValues,
    form_type=st.just(FormType.CHANGE),
    version=st.just(1),
    leave_notice_hours=st.integers(0, 336),
    change_notice_days=st.integers(0, 90),
    change_slot_quota=st.integers(0, 5),
    change_teacher_quota=st.integers(0, 5),
)
prices = st.none() | st.integers(0, 10**9)
changes = st.builds(
    Change,
    kinds=st.lists(st.sampled_from(["schedule", "teacher", "course"]), unique=True).map(tuple),
    effective=st.none() | st.dates(TODAY, TODAY + timedelta(days=180)),
    scope=st.sampled_from(["", "once", "fixed", "temporary"]),
    lesson=st.none() | st.dates(TODAY, TODAY + timedelta(days=180)),
    start=st.none() | st.times(),
    current_price=prices,
    wanted_price=prices,
    has_private_note=st.booleans(),
)
histories = st.builds(History, slots=st.integers(0, 9), teachers=st.integers(0, 9))
moments = st.datetimes(datetime(2026, 8, 1), datetime(2026, 9, 1)).map(lambda moment: moment.replace(tzinfo=NOW.tzinfo))  # noqa: DTZ001 - made aware at once


def once(days: int = 0, at: time = time(17, 30), **more: Any) -> Change:
    day = TODAY + timedelta(days=days)
    return Change(kinds=("schedule",), scope="once", lesson=day, start=at, effective=day, **more)


def course(days: int = 14, **more: Any) -> Change:
    return Change(kinds=("course",), effective=TODAY + timedelta(days=days), **more)


FIXED = Change(kinds=("schedule",), scope="fixed", effective=TODAY)
TEACHER = Change(kinds=("teacher",), effective=TODAY)


def flags(
    change: Change, history: History | None = None, policy: PolicyValues = POLICY, now: datetime = NOW
) -> list[Flag]:
    return rules.flags(change, rules.find(change, policy, history or History(), now), policy, now)


def told(change: Change, history: History | None = None, policy: PolicyValues = POLICY) -> list[str]:
    """Title and text of each sentence, in English."""
    facts = rules.find(change, policy, history or History(), NOW)
    with translation.override("en"):
        found = change_sentences.for_change(rules.flags(change, facts, policy, NOW), facts, policy)
        return [f"{one.title}. {one.text}" for one in found]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (once(0), [Flag.LATE_NOTICE]),
        (once(0, time(11, 15)), [Flag.AFTER_START]),
        (once(1, time(11, 15)), [Flag.LATE_NOTICE]),
        (once(1, time(11, 30)), []),
        (course(6), [Flag.LATE_NOTICE]),
        (course(7), []),
        (FIXED, []),
        (TEACHER, [Flag.TEACHER_CHANGE]),
        (Change(kinds=("teacher",), has_private_note=True), [Flag.TEACHER_CHANGE, Flag.PRIVATE_NOTE]),
        (Change(kinds=("schedule",), scope="temporary", effective=TODAY), []),
        (Change(kinds=("schedule", "course"), scope="once", lesson=TODAY), []),
    ],
)
def test_notice_is_that_of_a_leave_for_a_lesson_and_days_for_a_course(change: Change, expected: list[Flag]) -> None:
    assert flags(change) == expected


@pytest.mark.parametrize(
    ("change", "history", "is_over"),
    [
        (FIXED, History(slots=1), False),
        (FIXED, History(slots=2), True),
        (FIXED, History(teachers=9), False),
        (TEACHER, History(teachers=1), False),
        (TEACHER, History(teachers=2), True),
        (TEACHER, History(slots=9), False),
        (once(9), History(slots=9, teachers=9), False),
        (course(), History(slots=9, teachers=9), False),
    ],
)
def test_the_quota_counts_fixed_times_and_teachers_apart(change: Change, history: History, is_over: bool) -> None:
    assert (Flag.CHANGE_QUOTA in flags(change, history)) is is_over


def test_nobody_is_told_how_often_a_student_has_changed() -> None:
    assert told(FIXED, History(slots=9)) == told(FIXED)


@pytest.mark.parametrize(
    ("now", "then", "sentence"),
    [
        (9_600_000, 10_200_000, "Expected difference: 600.000đ more"),
        (10_200_000, 9_600_000, "Expected difference: 600.000đ less"),
    ],
)
def test_both_prices_and_their_difference_are_said(now: int, then: int, sentence: str) -> None:
    [found] = told(course(current_price=now, wanted_price=then))

    assert found.startswith(sentence)
    assert "9.600.000đ" in found
    assert "10.200.000đ" in found


@pytest.mark.parametrize(("now", "then"), [(9_600_000, 9_600_000), (None, 9_600_000), (9_600_000, None)])
def test_without_two_different_prices_there_is_no_difference(now: int | None, then: int | None) -> None:
    assert Flag.PRICE_DIFFERENCE not in flags(course(current_price=now, wanted_price=then))


def test_two_kinds_of_late_notice_are_said_apart() -> None:
    both = Change(kinds=("schedule", "course"), scope="once", lesson=TODAY, start=time(17, 30), effective=TODAY)

    lesson, other = told(both)
    assert lesson.startswith("Notice of 6 hours (the rule is 24 hours)")
    assert other.startswith("Notice of 0 days (the rule is 7 days)")


def test_a_lesson_that_has_begun_is_said_to_have_begun() -> None:
    [found] = told(once(0, time(11, 15)))
    assert found.startswith("The lesson has already begun")


def test_the_day_is_that_of_the_school_and_not_of_greenwich() -> None:
    past_midnight = datetime(2026, 8, 20, 17, 30, tzinfo=UTC)
    assert rules.find(course(7), POLICY, History(), past_midnight)["notice_days"] == 7


@settings(max_examples=60)
@given(changes, policies, histories, moments)
def test_the_rules_never_fail_and_say_only_what_they_know(
    change: Change, policy: PolicyValues, history: History, now: datetime
) -> None:
    facts = rules.find(change, policy, history, now)
    found = rules.flags(change, facts, policy, now)

    assert len(found) == len(set(found))
    assert (Flag.TEACHER_CHANGE in found) == ("teacher" in change.kinds)
    assert facts["notice_minutes"] is None or change.scope == "once"
    assert facts["notice_days"] is None or "course" in change.kinds
    assert {one.flag for one in change_sentences.for_change(found, facts, policy)} <= set(found)


@settings(max_examples=60)
@given(changes, policies, histories, moments, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_whoever_sends_earlier_is_never_later(
    change: Change, policy: PolicyValues, history: History, now: datetime, sooner: timedelta
) -> None:
    late = {Flag.LATE_NOTICE, Flag.AFTER_START}
    assert late & set(flags(change, history, policy, now)) or not late & set(
        flags(change, history, policy, now - sooner)
    )


@settings(max_examples=60)
@given(changes, policies, histories, moments)
def test_a_longer_history_never_takes_a_flag_away(
    change: Change, policy: PolicyValues, history: History, now: datetime
) -> None:
    longer = History(slots=history.slots + 1, teachers=history.teachers + 1)
    assert set(flags(change, history, policy, now)) <= set(flags(change, longer, policy, now))
