"""The card of a change slip: old and new in one line each, and never the private note."""

from typing import Any

import pytest
from django.utils import translation

from forms_intake.enums import Flag, FormType
from forms_intake.lark.cards import change, render
from forms_intake.lark.cards.content import Content
from forms_intake.models import Submission
from school import clock

SCHEDULE = {
    "change_kinds": ["schedule"],
    "effective_date": "2026-09-01",
    "course_text": "Piano kèm 1-1",
    "schedule_scope": "fixed",
    "current_slot": [{"weekday": "tue", "from": "17:30", "to": "18:15"}],
    "new_slots": [
        {"weekday": "thu", "from": "17:30", "to": "18:15"},
        {"weekday": "sat", "from": "09:00", "to": "09:45"},
    ],
}
TEACHER = {
    "change_kinds": ["teacher"],
    "effective_date": "2026-09-01",
    "current_teacher_name": "Cô Hà",
    "wanted_teacher_name": "Thầy Minh",
    "teacher_reason": "style",
    "reason_detail": "Con cần người kiên nhẫn hơn",
    "teacher_gender": "male",
}
COURSE = {
    "change_kinds": ["course"],
    "effective_date": "2026-09-01",
    "current_course_name": "Piano 24 buổi",
    "wanted_course_name": "Piano 36 buổi",
    "course_reason": "length",
    "facts": {"price_difference": 600_000},
}


def card(payload: dict[str, Any], *flags: Flag, language: str = "en") -> Content:
    slip = Submission(
        pk=1,
        form_type=FormType.CHANGE,
        reference="TD-260821-7K3F",
        student_name="Nguyễn Bảo An",
        contact_name="Phạm Thị Hường",
        contact_phone="+84912345678",
        submitted_at=clock.now(),
        payload=payload,
        sensitive={"private_note": "Cô hay đến muộn"},
        flags=[flag.value for flag in flags],
    )
    with translation.override(language):
        return change.build(slip)


def lines(payload: dict[str, Any], *flags: Flag) -> dict[str, str]:
    return {line.label: line.value for line in card(payload, *flags).lines}


@pytest.mark.parametrize(
    ("payload", "start"),
    [
        (SCHEDULE, "[Change: timetable] Nguyễn Bảo An · from 01/09 · TD-260821-7K3F"),
        (SCHEDULE | TEACHER | {"change_kinds": ["schedule", "teacher"]}, "[Change: timetable + teacher] Nguyễn Bảo An"),
        ({}, "[Change] Nguyễn Bảo An · TD-260821-7K3F"),
    ],
)
def test_the_title_says_what_changes_for_whom_from_when(payload: dict[str, Any], start: str) -> None:
    assert card(payload).title.startswith(start)


def test_times_stand_in_the_order_of_preference_after_the_old_one() -> None:
    times = lines(SCHEDULE)["Times"]

    assert times == "The fixed times: Tuesday, 17:30–18:15 → Thursday, 17:30–18:15; Saturday, 09:00–09:45"


@pytest.mark.parametrize(
    ("more", "part"),
    [
        (
            {"schedule_scope": "once", "once_date": "2026-08-25", "once_time": "17:30"},
            "One lesson only: 25/08 17:30 → Thursday",
        ),
        ({"schedule_scope": "temporary", "temporary_until": "2026-10-01"}, " · until 01/10/2026"),
        ({"lessons_per_week": "2"}, " · 2 lessons a week"),
        ({"accept_other_teacher": True}, " · another teacher is fine"),
    ],
)
def test_what_belongs_to_the_times_stands_with_them(more: dict[str, Any], part: str) -> None:
    assert part in lines(SCHEDULE | more)["Times"]


def test_old_and_new_teacher_and_the_reason_have_a_line_each() -> None:
    said = lines(TEACHER)

    assert said["Teacher"] == "Cô Hà → Thầy Minh · A man"
    assert said["Reason"] == "The method does not suit · Con cần người kiên nhẫn hơn"


def test_without_a_wish_the_school_suggests_somebody() -> None:
    unknown = {key: value for key, value in TEACHER.items() if not key.endswith("_name")} | {"teacher_gender": "any"}
    assert lines(unknown)["Teacher"] == "? → the school suggests somebody"


@pytest.mark.parametrize(
    ("difference", "shown"), [(600_000, " · +600.000đ"), (-600_000, " · −600.000đ"), (0, ""), (None, "")]
)
def test_the_difference_of_the_prices_stands_with_the_courses(difference: int | None, shown: str) -> None:
    payload = COURSE | {"facts": {"price_difference": difference}}
    assert lines(payload)["Other course"] == f"Piano 24 buổi → Piano 36 buổi{shown}"


def test_the_office_reads_how_often_there_were_changes() -> None:
    facts = {"slot_changes": 3, "slot_changes_allowed": 2, "teacher_changes": 1, "teacher_changes_allowed": 2}
    assert lines(SCHEDULE | {"facts": facts})["Changes in this course"] == "fixed times 3/2 · teacher 1/2"


def test_of_a_private_note_only_that_it_is_there_is_said() -> None:
    said = card(TEACHER, Flag.TEACHER_CHANGE, Flag.PRIVATE_NOTE)

    assert lines(TEACHER, Flag.PRIVATE_NOTE)["To the management"] == "has a private note, see it in the system"
    for look in (render.full, render.simple, render.masked):
        assert "đến muộn" not in str(look(said, for_app=True))


@pytest.mark.parametrize("payload", [SCHEDULE, TEACHER, COURSE])
def test_every_part_fits_with_everything_asked_at_once(payload: dict[str, Any]) -> None:
    kinds = ["schedule", "teacher", "course"]
    everything = SCHEDULE | TEACHER | COURSE | payload | {"change_kinds": kinds, "note": "Ghi chú"}
    facts = {"slot_changes": 1, "slot_changes_allowed": 2, "price_difference": 1}

    assert list(lines(everything | {"facts": facts}, Flag.PRIVATE_NOTE))[-1] == "Note"


@pytest.mark.parametrize(
    "broken",
    [
        {"effective_date": "gestern"},
        {"change_kinds": "teacher", "new_slots": "x", "schedule_scope": "once", "once_date": 7},
        {"facts": None, "course_reason": "x"},
        {"current_slot": [{"weekday": "x"}], "schedule_scope": "fixed"},
    ],
)
def test_answers_of_another_version_cost_their_own_line_only(broken: dict[str, Any]) -> None:
    assert card(SCHEDULE | broken).title.endswith("TD-260821-7K3F")
