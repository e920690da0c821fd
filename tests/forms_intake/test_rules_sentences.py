"""What flags mean for the sender."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.utils import translation

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import sentences
from forms_intake.rules.leave import Facts

POLICY = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def facts(**changes: Any) -> Facts:
    given: dict[str, Any] = {
        "notice_minutes": 360,
        "is_start_known": True,
        "days_away": 0,
        "leaves_used": 4,
        "leaves_allowed": 3,
        "late_grace_left": 2,
        "lessons": 4,
    }
    return cast(Facts, given | changes)


def title(flag: Flag, **changes: Any) -> list[str]:
    return [told.title for told in sentences.for_leave([flag], facts(**changes), POLICY)]


@pytest.mark.parametrize(
    ("minutes", "ahead"), [(360, "6 hours"), (119, "1 hour"), (60, "1 hour"), (59, "59 minutes"), (0, "0 minutes")]
)
def test_late_notice_says_the_fact_first(minutes: int, ahead: str) -> None:
    assert title(Flag.LATE_NOTICE, notice_minutes=minutes) == [f"Notice of {ahead} (the rule is 24 hours)"]


def test_late_notice_without_a_time_claims_no_hours() -> None:
    assert title(Flag.LATE_NOTICE, is_start_known=False) == ["Notice of less than 24 hours"]


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        (Flag.AFTER_START, "The lesson has already begun"),
        (Flag.OVER_QUOTA, "4 lessons asked for (the rule is 3 in 12 lessons)"),
        (Flag.MISSING_EVIDENCE, "A medical note can help"),
        (Flag.OUT_OF_HOURS, "The office is closed now"),
    ],
)
def test_each_flag_of_a_leave_has_its_sentence(flag: Flag, expected: str) -> None:
    assert title(flag) == [expected]


def test_a_medical_note_can_come_along_with_the_slip_of_a_leave_and_of_a_hold() -> None:
    told = sentences.for_leave([Flag.MISSING_EVIDENCE], facts(), POLICY)
    assert told == [sentences.evidence()]
    assert told[0].text.startswith("Add it to the slip, or later where you follow the slip.")


def test_a_long_absence_is_told_in_days() -> None:
    assert title(Flag.LONG_ABSENCE, days_away=35) == ["Away for 35 days"]


def test_how_often_a_child_has_been_away_is_told_to_nobody_who_only_types_a_name() -> None:
    assert title(Flag.OVER_QUOTA, lessons=1, leaves_used=9) == []


def test_a_range_is_not_counted_in_lessons_that_nobody_knows() -> None:
    assert title(Flag.OVER_QUOTA, lessons=6, days_away=41) == []


def test_flags_for_the_office_have_no_sentence() -> None:
    assert sentences.for_leave([Flag.POSSIBLE_SPAM, Flag.DUPLICATE, Flag.FOREIGN_PHONE], facts(), POLICY) == []
