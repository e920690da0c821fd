"""The card of a student-info slip: who wants what and when; never birth date, address or health."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType
from forms_intake.lark import cards
from forms_intake.lark.cards import student_info
from forms_intake.lark.cards.content import Content
from forms_intake.models import Submission
from school import clock

NEW = {
    "purpose": "new",
    "contact_relationship": "mother",
    "contact_has_zalo": True,
    "date_of_birth": "2017-03-27",
    "address_line": "12 Lê Lợi",
    "ward": "Tân Hưng",
    "province": "79",
    "courses": [{"sku": "P24", "name": "Piano 1-1", "price": 9_600_000}],
    "lesson_mode": "one_one",
    "lesson_minutes": "45",
    "level": "none",
    "preferred_slots": [
        {"weekday": "sat", "from": "09:00", "to": "11:00"},
        {"weekday": "sun", "from": "06:00", "to": "07:00"},
    ],
    "start_date": "2026-09-01",
    "trial_wanted": True,
    "referral": "friend",
    "referral_name": "Chị Tâm",
    "note": "Bé nhút nhát",
    "facts": {"age": 9, "has_health_note": True, "closed_slots": [2]},
}
UPDATE = {
    "purpose": "update",
    "nickname": "Bon",
    "guardian2_phone": "+84903111333",
    "date_of_birth": "2017-03-28",
    "address_line": "15 Lê Lợi",
    "facts": {"age": 9, "has_health_note": False, "before": {"nickname": "Bin", "date_of_birth": "2017-03-27"}},
}
SECRET = ("27/03/2017", "2017-03", "28/03/2017", "Lê Lợi", "Tân Hưng", "Hồ Chí Minh", "Hen")


def slip(payload: Any) -> Submission:
    return Submission(
        pk=1,
        form_type=FormType.STUDENT_INFO,
        reference="TT-260821-7K3F",
        student_name="Nguyễn Bảo An",
        contact_name="Phạm Thị Hường",
        contact_phone="+84912345678",
        submitted_at=clock.now(),
        payload=payload,
        sensitive={"health_note": "Hen nhẹ"},
        flags=[Flag.MINOR_NO_GUARDIAN.value],
    )


def card(payload: Any) -> Content:
    with translation.override("en"):
        return student_info.build(slip(payload))


def lines(payload: Any) -> dict[str, str]:
    return {line.label: line.value for line in card(payload).lines}


def test_a_registration_says_who_and_what_in_its_title() -> None:
    assert card(NEW).title == "[New registration] Nguyễn Bảo An · 9 years old · Piano 1-1 · TT-260821-7K3F"


@pytest.mark.parametrize(
    ("payload", "title"), [(NEW, "[Đăng ký mới] Nguyễn Bảo An · 9"), (UPDATE, "[Cập nhật] Nguyễn")]
)
def test_the_office_reads_the_title_in_its_own_language(payload: Any, title: str) -> None:
    assert student_info.build(slip(payload)).title.startswith(title)


def test_the_office_reads_in_its_own_language_that_a_time_is_outside_opening_hours() -> None:
    times = [line.value for line in student_info.build(slip(NEW)).lines if "⚠" in line.value]
    assert times == ["Thứ Bảy, 09:00–11:00; Chủ nhật, 06:00–07:00 ⚠ ngoài giờ mở cửa"]


def test_of_a_child_who_registers_alone_the_card_says_whom_to_call() -> None:
    alone = {"guardian_name": "A Ba", "guardian_relationship": "father", "guardian_phone": "+84987000222"}
    found = {line.label: line.parts for line in card(NEW | alone).lines}
    assert found["Parent"] == ["A Ba (father)", "0987000222"]
    assert len(found) == len(lines(NEW)) + 1


def test_several_courses_are_counted_in_the_title() -> None:
    assert "Piano 1-1 +1 ·" in card(NEW | {"courses": NEW["courses"] * 2}).title  # type: ignore[operator]  # a list above


def test_a_registration_says_what_the_office_has_to_know() -> None:
    assert lines(NEW) == {
        "Contact": "Phạm Thị Hường (mother)",
        "Course": "Piano 1-1",
        "Lesson mode": "One to one · 45 minutes",
        "Current level": "Has not learnt yet",
        "Times that suit": "Saturday, 09:00–11:00; Sunday, 06:00–07:00 ⚠ outside opening hours",
        "Desired start date": "Tuesday, 01/09/2026",
        "Trial lesson": "wanted",
        "Heard about us": "Somebody I know: Chị Tâm",
        "Note": "Bé nhút nhát",
    }


def test_a_health_note_is_told_by_its_presence_alone() -> None:
    assert card(NEW).flags == ("Under 16, no parent given", "has a health note")
    assert card(UPDATE).flags == ("Under 16, no parent given",)


def test_an_update_says_old_and_new_where_the_old_is_known() -> None:
    assert card(UPDATE).title.startswith("[Update] Nguyễn Bảo An")
    assert lines(UPDATE) == {
        "Contact": "Phạm Thị Hường",
        "Date of birth": "has changed, see the slip",
        "Street address": "has changed, see the slip",
        "Nickname": "Bin → Bon",
        "Second guardian's phone": "0903 111 333",
    }


def test_many_changes_are_counted() -> None:
    many = UPDATE | {"gender": "male", "ward": "x", "province": "79", "school_or_job": "y", "pickup_people": "z"}
    assert lines(many)["More changes"] == "2, see the slip"


@pytest.mark.parametrize("payload", [NEW, UPDATE | {"facts": {**NEW["facts"], "before": NEW}}])  # type: ignore[dict-item]  # a mapping above
@pytest.mark.parametrize("level", range(cards.LEVELS))
def test_birth_date_address_and_health_never_reach_lark(payload: Any, level: int) -> None:
    sent = str(cards.message(slip(payload), level=level, may_repeat=False).content)
    assert not [secret for secret in SECRET if secret in sent]


junk = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.text(max_size=3), max_size=2)


@settings(max_examples=60)
@given(answers=st.fixed_dictionaries({}, optional=dict.fromkeys(NEW, junk)), purpose=st.sampled_from(["new", "update"]))
def test_answers_of_any_shape_make_a_card(answers: dict[str, Any], purpose: str) -> None:
    assert card(answers | {"purpose": purpose}).reference == "TT-260821-7K3F"
