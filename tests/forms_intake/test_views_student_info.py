"""The pages of the student-info slip: five steps with all answers beside them, and updates on one page."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from forms_intake import history
from forms_intake.models import Submission
from forms_intake.slips.base import posted_names
from forms_intake.slips.online import SLIPS
from school import sensitive
from tests import factories
from tests.forms_intake import slip_pages
from tests.forms_intake.file_samples import picture, upload
from tests.forms_intake.slip_pages import NOW, address, boxes, errors, freeze, hidden_lists, send_slip
from tests.forms_intake.student_info_answers import BORN, registration, update

pytestmark = pytest.mark.django_db
SLIP = "student-info"
FORM, CHECK, ONWARD = address(SLIP), address(SLIP, "check"), address(SLIP, "onward")
FORM_CLASS = SLIPS[SLIP].form


@pytest.fixture(autouse=True)
def _school(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    factories.product(sku="P24", name="Piano 24 buổi", price=9_600_000)


def shown(response: "slip_pages.Response") -> str:
    """The step on a page."""
    return str(response.context["page"].step.key)


def walk(client: Client, given: dict[str, Any], *, until: str) -> "slip_pages.Response":
    """Answers page after page, each with its own questions only, up to the one that is named."""
    page = client.get(FORM)
    while shown(page) != until:
        names = {part for name in page.context["page"].step.fields for part in parts(name)}
        page = client.post(ONWARD, hidden_lists(page) | {name: given[name] for name in names & given.keys()})
        assert page.status_code == 200, errors(page)
    return page


def parts(name: str) -> list[str]:
    """The inputs of one question."""
    return posted_names(name, FORM_CLASS.base_fields[name].widget)


def test_the_steps_follow_each_other_and_the_last_leads_to_the_check(client: Client) -> None:
    last = walk(client, registration("P24"), until="consents")
    given = {"contact_channel": "zalo", "policy_ack": "on", "consent_privacy": "on"}
    checked = client.post(CHECK, hidden_lists(last) | given)

    assert checked.status_code == 200
    assert "9.600.000đ" in checked.content.decode()
    assert client.post(FORM, hidden_lists(checked)).status_code == 303


def test_a_step_is_left_only_when_it_is_complete(client: Client) -> None:
    first = client.post(ONWARD, hidden_lists(client.get(FORM)) | {"submitter_role": "parent", "purpose": "new"})

    assert first.status_code == 422
    assert shown(first) == "who"
    assert list(errors(first)) == [
        *("id_student_name", "id_branch", "id_contact_name", "id_contact_relationship", "id_contact_phone")
    ]


def test_going_back_asks_for_nothing_and_loses_nothing(client: Client) -> None:
    course = walk(client, registration("P24"), until="course")
    typed = hidden_lists(course) | {"course_interest": ["P24"], "level": "y1_3"}
    back = client.post(address(SLIP, "edit/parents"), typed)
    again = client.post(ONWARD, hidden_lists(back) | {"emergency_name": "Bình", "emergency_phone": "0987 654 321"})

    assert shown(back) == "parents"
    assert errors(back) == {}
    assert shown(again) == "course"
    assert again.context["form"]["level"].value() == "y1_3"


def test_a_grown_up_meets_no_parents(client: Client) -> None:
    given = registration("P24", date_of_birth_year="1990")
    assert shown(walk(client, given, until="course")) == "course"


def test_a_mistake_leads_to_its_page_and_from_there_to_the_check(client: Client) -> None:
    given = registration("P24", level=None) | hidden_lists(client.get(FORM))
    given.pop("step")
    stopped = client.post(CHECK, given)

    assert stopped.status_code == 422
    assert shown(stopped) == "course"
    assert list(errors(stopped)) == ["id_level_0"]
    assert f'action="{CHECK}"' in stopped.content.decode()


def test_each_line_of_the_check_leads_to_the_page_with_its_question(client: Client) -> None:
    checked = slip_pages.check_slip(client, SLIP, registration("P24")).content.decode()

    for step, anchor in (("who", "id_student_name"), ("student", "id_date_of_birth_day"), ("course", "id_level_0")):
        assert f'formaction="{FORM}edit/{step}/#{anchor}"' in checked


def test_a_trap_that_was_stepped_in_stays_so(client: Client) -> None:
    given = hidden_lists(client.get(FORM)) | registration("P24", website="x")
    assert hidden_lists(client.post(ONWARD, given))["website"] == ["1"]


def test_a_page_opens_anew_where_it_was_and_on_a_shared_device_at_the_first(client: Client) -> None:
    given = registration("P24") | hidden_lists(client.get(FORM))
    assert f'data-start="{FORM}?step=student"' in client.post(ONWARD, given).content.decode()
    assert f'data-start="{FORM}?kiosk=1"' in client.post(f"{ONWARD}?kiosk=1", given).content.decode()


def test_forward_to_the_check_opens_the_step_before_it(client: Client) -> None:
    given = hidden_lists(client.get(FORM)) | registration("P24", step="consents")
    assert f'data-start="{FORM}?step=consents"' in client.post(CHECK, given).content.decode()


def test_health_and_consents_are_kept_in_no_draft(client: Client) -> None:
    page = client.get(FORM).content.decode()
    assert (
        'data-unkept="consent_health consent_media consent_media_child consent_privacy health_note policy_ack"' in page
    )


def test_unknown_steps_begin_anew(client: Client) -> None:
    assert shown(client.get(f"{FORM}?step=nowhere")) == "who"
    assert shown(client.get(f"{FORM}?step=course")) == "course"
    assert client.get(ONWARD).status_code == 302
    assert client.post(address("leave-request", "onward"), slip_pages.fill_in(client)).status_code == 200


def test_what_the_address_fills_in_travels_to_the_page_that_asks_it(client: Client) -> None:
    first = client.get(f"{FORM}?course=P24")
    assert hidden_lists(first)["course_interest"] == ["P24"]


def test_an_archived_course_of_an_old_page_is_asked_for_again(client: Client) -> None:
    given = hidden_lists(client.get(FORM)) | registration("OLD")
    assert list(errors(client.post(CHECK, given))) == ["id_course_interest_0"]


def test_the_health_note_is_shown_to_its_sender_and_then_kept_apart(client: Client) -> None:
    given = registration("P24", health_note="Hen nhẹ", consent_health="on")
    checked = slip_pages.check_slip(client, SLIP, given)
    client.post(FORM, hidden_lists(checked))
    slip = Submission.objects.get()

    assert "Hen nhẹ" in checked.content.decode()
    assert sensitive.keys(slip, "sensitive") == ["health_note"]
    assert "Hen" not in f"{slip.payload} {slip.search_text}"
    assert slip.payload["facts"]["has_health_note"]


def test_history_and_letters_tell_the_answers_in_words(client: Client) -> None:
    teacher = factories.user(Role.TEACHER, name="Cô Hà")
    send_slip(
        client, SLIP, registration("P24", health_note="Hen", consent_health="on", preferred_teacher=str(teacher.pk))
    )
    slip = Submission.objects.get()
    told = dict(history._answers(slip.payload).values())
    letter = [row.value for group in SLIPS[SLIP].groups(slip.payload) for row in group.rows]

    assert {"Cô Hà", "Piano 24 buổi · 9.600.000đ", "27/03/2017"} <= set(told.values()) & set(letter)
    assert not [value for value in (*told.values(), *letter) if "Hen" in value or "{" in value]


def test_choosing_an_update_leads_to_its_page_without_questions(client: Client) -> None:
    given = hidden_lists(client.get(FORM)) | {"purpose": "update", "student_name": "Nguyễn Bảo An"}
    page = client.post(ONWARD, given)

    assert page.status_code == 200
    assert shown(page) == "update"
    assert errors(page) == {}
    assert page.context["form"]["student_name"].value() == "Nguyễn Bảo An"


def test_a_stranger_is_shown_nothing_that_is_stored(client: Client) -> None:
    send_slip(client, SLIP, registration("P24", nickname="Bon Bon"))
    assert "Bon Bon" not in opened(client)


def test_a_family_sees_what_it_has_told_and_sends_what_is_new(client: Client) -> None:
    sign_in(client)
    send_slip(client, SLIP, registration("P24", nickname="Bon Bon", school_or_job="Lê Lợi"))
    told = opened(client)
    send_slip(client, SLIP, update(nickname="Bon Bon", school_or_job="Trần Phú"))
    slip = Submission.objects.latest("pk")

    assert "Bon Bon" in told
    assert "27/03/2017" in told
    assert "nickname" not in slip.payload
    assert slip.payload["school_or_job"] == "Trần Phú"
    assert slip.payload["facts"]["before"] == {"school_or_job": "Lê Lợi"}


def test_another_student_of_the_family_is_somebody_else(client: Client) -> None:
    sign_in(client)
    send_slip(client, SLIP, registration("P24", nickname="Bon Bon"))
    assert "Bon Bon" not in opened(client, student_name="Nguyễn Minh Khang")


def test_the_office_is_told_nothing_of_what_it_filled_in_for_others(client: Client) -> None:
    sign_in(client, Role.STAFF)
    send_slip(client, SLIP, registration("P24", nickname="Bon Bon"))
    assert "Bon Bon" not in opened(client)


def sign_in(client: Client, role: Role = Role.STUDENT) -> User:
    person = factories.user(role)
    client.force_login(person)
    return person


def opened(client: Client, **changes: str) -> str:
    """The page of an update, for this student."""
    given = hidden_lists(client.get(FORM)) | update(**changes)
    return client.post(ONWARD, given).content.decode()


def test_the_receipt_repeats_what_was_asked_for(client: Client) -> None:
    sent = client.get(send_slip(client, SLIP, registration("P24", **boxes("start_date", NOW.date())))["Location"])
    assert "Piano 24 buổi" in sent.content.decode()


def test_going_from_page_to_page_asks_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    page = walk(client, registration("P24"), until="parents")
    given = hidden_lists(page) | {"emergency_name": "Bình", "emergency_phone": "0987 654 321"}
    with django_assert_max_num_queries(8):
        client.post(ONWARD, given)


def test_a_photo_goes_along_from_its_page_to_the_slip(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATTACHMENTS_DIR", str(tmp_path))
    page = walk(client, registration("P24"), until="student")
    posted = hidden_lists(page) | boxes("date_of_birth", BORN) | {"photo_new": [upload(picture(), "an.jpg")]}
    parents = client.post(ONWARD, posted)
    checked = client.post(CHECK, hidden_lists(parents) | registration("P24"))
    client.post(FORM, hidden_lists(checked))

    assert shown(parents) == "parents"
    assert Submission.objects.get().payload["photo"] == ["an.jpg"]
    assert Submission.objects.get().attachments.count() == 1


def test_where_there_is_one_branch_it_is_chosen_already(client: Client) -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7")
    assert client.get(FORM).context["form"]["branch"].value() == "quan-7"
