"""Rules of the leave request: pure functions over the leave, the policy, the history and the moment."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import leave as rules
from forms_intake.rules.leave import History, Leave

SCHOOL = ZoneInfo("Asia/Ho_Chi_Minh")
POLICY = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)
TODAY = date(2026, 8, 21)
NOW = datetime(2026, 8, 21, 11, 30, tzinfo=SCHOOL)


def single(days: int = 0, at: time | None = time(17, 30), reason: str = "school") -> Leave:
    return Leave(kind="single", days=(TODAY + timedelta(days=days),), start=at, reason=reason)


def spread(length: int) -> Leave:
    return Leave(kind="range", days=(TODAY + timedelta(days=3), TODAY + timedelta(days=2 + length)))


def flags(
    leave: Leave, history: History | None = None, now: datetime = NOW, policy: PolicyValues = POLICY
) -> list[Flag]:
    facts = rules.find(leave, policy, history or History(), now)
    return rules.flags(leave, facts, policy, now)


@pytest.mark.parametrize(
    ("leave", "expected"),
    [
        (single(0), [Flag.LATE_NOTICE]),
        (single(0, time(11, 30)), [Flag.LATE_NOTICE]),
        (single(0, time(11, 15)), [Flag.AFTER_START]),
        (single(1, time(11, 15)), [Flag.LATE_NOTICE]),
        (single(1, time(11, 30)), []),
        (single(3), []),
    ],
)
def test_notice_is_measured_to_the_lesson(leave: Leave, expected: list[Flag]) -> None:
    assert flags(leave) == expected


def test_the_policy_decides_how_early_is_early() -> None:
    strict = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=2, leave_notice_hours=100)
    assert flags(single(3), policy=strict) == [Flag.LATE_NOTICE]


@pytest.mark.parametrize(("days", "expected"), [(0, [Flag.LATE_NOTICE]), (1, [])])
def test_without_a_time_only_what_is_late_for_every_lesson_of_the_day_is_late(days: int, expected: list[Flag]) -> None:
    several = Leave(kind="several", days=(TODAY + timedelta(days=days), TODAY + timedelta(days=9)))
    assert flags(several) == expected


def test_without_a_time_nothing_is_called_begun() -> None:
    evening = datetime(2026, 8, 21, 19, 59, tzinfo=SCHOOL)
    assert flags(Leave(kind="range", days=(TODAY, TODAY)), now=evening) == [Flag.LATE_NOTICE]


@pytest.mark.parametrize(("used", "expected"), [(2, []), (3, [Flag.OVER_QUOTA])])
def test_the_fourth_leave_in_a_block_is_over_the_quota(used: int, expected: list[Flag]) -> None:
    assert flags(single(3), History(leaves_used=used)) == expected


@pytest.mark.parametrize(("length", "lessons"), [(1, 1), (7, 1), (8, 2), (28, 4)])
def test_a_range_counts_one_lesson_a_week(length: int, lessons: int) -> None:
    assert rules.lessons(spread(length)) == lessons


@pytest.mark.parametrize(("length", "is_long"), [(28, False), (29, True)])
def test_more_than_four_weeks_is_a_long_absence(length: int, is_long: bool) -> None:
    assert (Flag.LONG_ABSENCE in flags(spread(length))) is is_long


@pytest.mark.parametrize(
    ("leave", "expected"),
    [(single(0, reason="sick"), True), (single(0, reason="work"), False), (single(3, reason="sick"), False)],
)
def test_a_late_sick_note_without_paper_is_marked(leave: Leave, expected: bool) -> None:
    assert (Flag.MISSING_EVIDENCE in flags(leave)) is expected


def test_a_slip_sent_at_night_is_marked() -> None:
    assert flags(single(3), now=NOW + timedelta(hours=12)) == [Flag.OUT_OF_HOURS]


def test_facts_tell_the_office_what_is_left() -> None:
    facts = rules.find(single(0), POLICY, History(leaves_used=1, late_used=1), NOW)

    assert facts["notice_minutes"] == 6 * 60
    assert (facts["leaves_used"], facts["leaves_allowed"], facts["late_grace_left"]) == (2, 3, 1)


def test_grace_does_not_fall_below_zero() -> None:
    assert rules.find(single(0), POLICY, History(late_used=9), NOW)["late_grace_left"] == 0


def test_a_leave_without_days_touches_no_notice() -> None:
    assert flags(Leave(kind="single", days=())) == []
    assert rules.window_start((), POLICY) is None
