"""Rules of the student-info slip: pure functions over age, people, times, policy and moment."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import student_info as rules
from forms_intake.rules.student_info import Student
from forms_intake.slips.choices import TIMES

POLICY = PolicyValues(form_type=FormType.STUDENT_INFO, version=1)
NOW = datetime(2026, 8, 21, 11, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
CLOCK = [value for value, _label in TIMES]


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (Student(age=15), [Flag.MINOR_NO_GUARDIAN]),
        (Student(age=15, has_guardian=True), []),
        (Student(age=16), []),
        (Student(age=None), []),
    ],
)
def test_a_minor_needs_somebody(student: Student, expected: list[Flag]) -> None:
    assert rules.flags(student, POLICY, NOW) == expected


@pytest.mark.parametrize(("hour", "is_flagged"), [(7, True), (8, False), (19, False), (20, True)])
def test_out_of_hours_is_flagged(hour: int, is_flagged: bool) -> None:
    assert (Flag.OUT_OF_HOURS in rules.flags(Student(), POLICY, NOW.replace(hour=hour))) is is_flagged


def test_times_outside_opening_hours_are_counted_from_one() -> None:
    student = Student(slots=(("08:00", "20:00"), ("07:45", "09:00"), ("19:00", "20:15")))
    assert rules.find(student, POLICY)["closed_slots"] == [2, 3]


def test_the_sender_reads_which_times_do_not_fit_and_what_the_school_does() -> None:
    facts = rules.find(Student(age=9, slots=(("06:00", "07:00"), ("21:00", "22:00"))), POLICY)
    with translation.override("en"):
        told = rules.sentences([Flag.MINOR_NO_GUARDIAN, Flag.OUT_OF_HOURS], facts, POLICY)

    assert [one.title for one in told] == [
        "Under 16, and no parent named",
        "Times 1, 2 are outside opening hours",
        "The office is closed now",
    ]


def test_facts_of_an_older_slip_have_nothing_to_tell() -> None:
    assert rules.sentences([], {}, POLICY) == []


@settings(max_examples=60)
@given(
    ends=st.lists(st.tuples(st.sampled_from(CLOCK), st.sampled_from(CLOCK)), max_size=3),
    opens=st.integers(0, 12),
    closes=st.integers(13, 24),
)
def test_a_time_fits_exactly_when_all_of_it_lies_in_opening_hours(
    ends: list[tuple[str, str]], opens: int, closes: int
) -> None:
    policy = PolicyValues(
        form_type=FormType.STUDENT_INFO, version=1, office_opens_hour=opens, office_closes_hour=closes
    )
    slots = tuple((min(pair), max(pair)) for pair in ends)
    closed = rules.find(Student(slots=slots), policy)["closed_slots"]

    for number, (start, end) in enumerate(slots, 1):
        first, last = (timedelta(hours=int(at[:2]), minutes=int(at[3:])) for at in (start, end))
        assert (number in closed) == (first < timedelta(hours=opens) or last > timedelta(hours=closes))
