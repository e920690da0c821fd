"""Errors, check your answers, and the way back: every conditional block on and off."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from school import clock
from tests import factories
from tests.forms_intake.slip_pages import (
    CHECK,
    CONSEQUENCE,
    EDIT,
    FORM,
    answers,
    boxes,
    errors,
    fill_in,
    freeze,
    hidden,
    told,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 21)
SLOT = {"makeup_slots_1_weekday": "sat", "makeup_slots_1_start": "09:00", "makeup_slots_1_end": "11:00"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    freeze(monkeypatch)
    client.cookies["language"] = "en"


def refused(client: Client, **changes: Any) -> dict[str, str]:
    """The errors of a page that must be refused."""
    response = client.post(CHECK, fill_in(client, **changes))
    assert response.status_code == 422
    return errors(response)


def accepted(client: Client, **changes: Any) -> str:
    """The check page's text."""
    response = client.post(CHECK, fill_in(client, **changes))
    assert response.status_code == 200, errors(response)
    return response.content.decode()


def no_day() -> dict[str, None]:
    return dict.fromkeys(boxes("lesson_date", TODAY))


def test_an_empty_form_names_everything_that_is_missing_in_the_order_of_the_page(client: Client) -> None:
    response = client.post(CHECK, hidden(client.get(FORM)) | {"submitter_role": "parent", "leave_kind": "single"})

    assert list(errors(response)) == [
        "id_student_name",
        "id_branch",
        "id_contact_name",
        "id_contact_relationship",
        "id_contact_phone",
        "id_course_text",
        "id_lesson_date_day",
        "id_lesson_time",
        "id_reason_0",
        "id_makeup_wanted_0",
        "id_policy_ack",
        "id_consent_privacy",
    ]
    assert "Error: Leave request slip" in response.content.decode().partition("</title>")[0]


def test_the_same_words_stand_in_the_summary_and_beside_the_field(client: Client) -> None:
    shown = client.post(CHECK, fill_in(client, student_name="")).content.decode()

    assert shown.count("Enter student&#x27;s full name") == 2
    assert 'id="id_student_name_error"' in shown
    assert 'aria-describedby="id_student_name_helptext id_student_name_error"' in shown


def test_every_error_leads_to_a_control_of_the_page(client: Client) -> None:
    response = client.post(CHECK, {})
    shown = response.content.decode()

    assert errors(response)
    assert [anchor for anchor in errors(response) if f'id="{anchor}"' not in shown] == []


def test_what_was_typed_is_kept(client: Client) -> None:
    shown = client.post(CHECK, fill_in(client, student_name="", note="<b>Cảm ơn</b>", reason="travel")).content.decode()

    assert "&lt;b&gt;Cảm ơn&lt;/b&gt;" in shown
    assert 'value="travel" checked' in shown
    assert '<option value="17:30" selected>' in shown


def test_a_student_needs_no_contact_person(client: Client) -> None:
    shown = accepted(client, submitter_role="student", contact_name=None, contact_relationship=None)
    assert "Phạm Thị Hường" not in shown


def test_a_parent_gives_name_and_relationship(client: Client) -> None:
    assert list(refused(client, contact_name="", contact_relationship="")) == [
        "id_contact_name",
        "id_contact_relationship",
    ]


def test_a_reason_called_other_is_explained(client: Client) -> None:
    assert refused(client, reason="other") == {"id_reason_detail": "Enter details of the reason"}
    assert "Khám răng" in accepted(client, reason="other", reason_detail="Khám răng")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (TODAY - timedelta(days=1), "Lesson date must be today or later"),
        (TODAY + timedelta(days=91), "Lesson date must be no later than 19/11/2026"),
    ],
)
def test_a_lesson_is_between_today_and_90_days_ahead(client: Client, day: date, expected: str) -> None:
    assert refused(client, **boxes("lesson_date", day)) == {"id_lesson_date_day": expected}


def test_several_lessons_replace_the_single_one(client: Client) -> None:
    days = boxes("lesson_dates_1", TODAY + timedelta(days=4)) | boxes("lesson_dates_3", TODAY + timedelta(days=11))
    shown = accepted(client, leave_kind="several", **no_day(), lesson_time=None, **days)

    assert "Tuesday, 25/08/2026; Tuesday, 01/09/2026" in shown


def test_several_lessons_need_days(client: Client) -> None:
    assert refused(client, leave_kind="several") == {"id_lesson_dates_1_day": "Enter lesson dates"}


def test_a_range_has_both_ends_in_order(client: Client) -> None:
    first = boxes("date_from", TODAY)
    assert list(refused(client, leave_kind="range")) == ["id_date_from_day", "id_date_to_day"]
    assert refused(client, leave_kind="range", **first, **boxes("date_to", TODAY + timedelta(days=366))) == {
        "id_date_to_day": "The last day must be no later than 21/08/2027"
    }
    later = boxes("date_from", TODAY + timedelta(days=2))
    assert refused(client, leave_kind="range", **later, **boxes("date_to", TODAY + timedelta(days=1))) == {
        "id_date_to_day": "The last day must not be before the first"
    }


def test_a_range_may_be_one_day_long(client: Client) -> None:
    assert "Friday, 21/08/2026" in accepted(
        client, leave_kind="range", **boxes("date_from", TODAY), **boxes("date_to", TODAY)
    )


def test_errors_of_a_kind_that_was_not_chosen_do_not_matter(client: Client) -> None:
    wrong = {"date_from_day": "99", "lesson_dates_1_day": "x", "makeup_slots_1_weekday": "sat"}
    accepted(client, **wrong)


def test_a_make_up_lesson_needs_a_time(client: Client) -> None:
    assert refused(client, makeup_wanted="yes") == {
        "id_makeup_slots_1_weekday": "Choose at least one time for the make-up lesson"
    }
    shown = accepted(client, makeup_wanted="yes", makeup_other_teacher="on", **SLOT)
    assert "I want a make-up lesson: Saturday, 09:00\u2060–\u206011:00; another teacher is fine" in shown


def test_a_make_up_day_lies_ahead(client: Client) -> None:
    past = boxes("makeup_date", TODAY - timedelta(days=1))
    assert list(refused(client, makeup_wanted="yes", **SLOT, **past)) == ["id_makeup_date_day"]


@pytest.mark.parametrize("name", ["submitter_role", "branch", "teacher", "leave_kind", "reason", "makeup_wanted"])
def test_a_forged_choice_is_chosen_again(client: Client, name: str) -> None:
    assert len(refused(client, **{name: "nonsense\0"})) >= 1


def test_an_archived_branch_of_an_old_page_is_chosen_again(client: Client) -> None:
    branch = factories.branch(code="old")
    filled = fill_in(client, branch="old")
    branch.archived_at, branch.archive_reason = clock.now(), "đóng cửa"
    branch.save()

    assert errors(client.post(CHECK, filled)) == {"id_branch": "Choose current branch"}


def test_details_of_another_reason_are_welcome_and_not_needed(client: Client) -> None:
    assert "Illness, health: sốt" in accepted(client, reason="sick", reason_detail="sốt")


def test_each_name_of_one_word_is_asked_about_by_its_label(client: Client) -> None:
    shown = accepted(client, contact_name="Hường")

    assert "Contact person&#x27;s name is one word only: “Hường”." in shown
    assert "Student&#x27;s full name is one word only" not in shown


def test_numbers_that_belong_together_stay_on_one_line(client: Client) -> None:
    assert "0912\u00a0345\u00a0678, on Zalo" in accepted(client)


def test_nobody_makes_themself_the_office(client: Client) -> None:
    assert list(refused(client, submitter_role="staff")) == ["id_submitter_role_0"]


@pytest.mark.parametrize(("name", "limit"), [("note", 1000), ("course_text", 120), ("student_name", 80)])
def test_ten_thousand_characters_are_answered_with_the_limit(client: Client, name: str, limit: int) -> None:
    (sentence,) = refused(client, **{name: "x" * 10_000}).values()
    assert sentence.endswith(f"at most {limit} characters, now 10000")


def test_what_may_be_mistyped_is_asked_and_not_refused(client: Client) -> None:
    shown = accepted(client, student_name="An", contact_phone="0412345678", contact_email="an@gmial.com")

    assert "Student&#x27;s full name is one word only: “An”. Is it complete?" in shown
    assert "The phone number begins in an unusual way" in shown
    assert "Is the e-mail address an@gmail.com?" in shown


def test_consequences_are_read_before_sending(client: Client) -> None:
    response = client.post(CHECK, fill_in(client, **boxes("lesson_date", TODAY), reason="sick"))
    assert told(response) == ["Notice of 5 hours (the rule is 24 hours)", "A medical note can help"]


def test_a_stranger_does_not_read_a_students_history_by_their_code(client: Client) -> None:
    sent = {"leave_kind": "several", "lesson_dates": ["2026-08-03", "2026-08-10"]}
    family = {"student_name": "Nguyễn Bảo An", "contact_phone": "+84912345678", "student_code": "HV-0123"}
    factories.submission(payload=sent, key_date=date(2026, 8, 3), **family)
    later = boxes("lesson_dates_1", TODAY + timedelta(days=9)) | boxes("lesson_dates_2", TODAY + timedelta(days=11))
    more = {"leave_kind": "several", **later}
    stranger = {"student_code": "HV-0123", "contact_phone": "0987654321", "student_name": "Ai Đó"}

    assert told(client.post(CHECK, fill_in(client, **more))) == []
    assert told(client.post(CHECK, fill_in(client, **more, **stranger))) == []


@pytest.mark.parametrize("path", [CHECK, EDIT])
@pytest.mark.parametrize("query", ["", "?kiosk=1"])
def test_get_leads_back_to_the_form(client: Client, path: str, query: str) -> None:
    response = client.get(path + query)
    assert (response.status_code, response["Location"]) == (302, FORM + query)


def test_the_way_back_keeps_every_answer_and_shows_no_error(client: Client) -> None:
    checked = client.post(CHECK, fill_in(client, makeup_wanted="yes", note="dòng 1\ndòng 2", **SLOT))
    shown = client.post(EDIT, hidden(checked)).content.decode()

    # What only a script would bring to light stands in templates.
    at_once = re.sub(r"<template.*?</template>", "", shown, flags=re.DOTALL)
    assert "error" not in at_once.split("<main")[1].split("<footer")[0].replace("callout--error", "")
    assert 'value="0912 345 678"' in shown
    assert "dòng 1\ndòng 2</textarea>" in shown
    assert '<option value="11:00" selected>' in shown
    assert "checked" in next(tag for tag in shown.split("<input") if 'name="policy_ack"' in tag)


def test_each_line_of_the_check_page_leads_to_its_control(client: Client) -> None:
    shown = accepted(client, makeup_wanted="yes", online_ok="on", note="x", student_code="HV-1", **SLOT)
    anchors = [part.partition('"')[0] for part in shown.split("/edit/#")[1:]]
    form = client.get(FORM).content.decode()

    assert len(anchors) == 15
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in form] == []


def test_the_live_line_answers_with_sentences_about_times_only(client: Client) -> None:
    halfway = hidden(client.get(FORM)) | {"leave_kind": "single", "lesson_time": "17:30", **boxes("lesson_date", TODAY)}
    assert told(client.post(CONSEQUENCE, halfway)) == ["Notice of 5 hours (the rule is 24 hours)"]


@pytest.mark.parametrize("changes", [{"lesson_date_day": "99"}, {"leave_kind": "range"}, {"leave_kind": None}])
def test_the_live_line_is_silent_while_times_are_unfinished(client: Client, changes: dict[str, Any]) -> None:
    response = client.post(CONSEQUENCE, answers(**changes))
    assert (response.status_code, response.content.strip()) == (200, b"")


def test_pages_with_personal_data_are_not_stored_by_browsers(client: Client) -> None:
    checked = client.post(CHECK, fill_in(client))
    assert "no-store" in checked.headers["Cache-Control"]
    assert "no-store" in client.post(EDIT, hidden(checked)).headers["Cache-Control"]


def test_on_a_shared_device_every_next_address_says_so(client: Client) -> None:
    shown = client.post(CHECK + "?kiosk=1", fill_in(client)).content.decode()

    assert 'action="/phieu/leave-request/?kiosk=1"' in shown
    assert "/edit/?kiosk=1#id_student_name" in shown
