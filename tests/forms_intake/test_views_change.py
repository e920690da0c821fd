"""The change slip on its way from page to page."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from accounts.enums import Role
from forms_intake import history, policies
from forms_intake.enums import Flag, FormType
from forms_intake.models import Submission
from forms_intake.slips import change_rows
from school import clock
from tests import factories
from tests.forms_intake import change_answers as given
from tests.forms_intake.slip_pages import address, boxes, check_slip, errors, freeze, hidden, hidden_lists, send_slip

pytestmark = pytest.mark.django_db
TD = FormType.CHANGE.value


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["language"] = "en"


@pytest.fixture
def courses() -> None:
    factories.product(sku="P24", name="Piano 24 buổi", price=9_600_000)
    factories.product(sku="P36", name="Piano 36 buổi", price=10_200_000)


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("answers", [given.schedule, given.once, given.teacher, given.course])
def test_each_kind_of_change_is_sent(client: Client, answers: Callable[[], dict[str, Any]]) -> None:
    sent = send_slip(client, TD, answers())

    assert sent.status_code == 303
    assert Submission.objects.get().reference.startswith("TD-")
    assert "What to change" in text(client.get(sent["Location"]))


@pytest.mark.usefixtures("courses")
def test_what_is_stored_is_what_was_shown(client: Client) -> None:
    asked = given.schedule() | given.course(current_course="P24", wanted_course="P36")
    checked = check_slip(client, TD, asked | {"change_kinds": ["schedule", "course"]})
    client.post(address(TD), hidden_lists(checked))

    stored = Submission.objects.get()
    with translation.override("en"):
        groups = change_rows.groups(stored.payload)
    shown = [line for group in groups for row in group.rows for line in row.value.splitlines()]
    assert [value for value in shown if value not in text(checked)] == []
    assert (stored.payload["current_course_price"], stored.payload["wanted_course_price"]) == (9_600_000, 10_200_000)
    assert stored.payload["facts"]["price_difference"] == 600_000
    assert Flag.PRICE_DIFFERENCE in stored.flags


@pytest.mark.usefixtures("courses")
def test_both_prices_and_the_difference_are_read_before_sending(client: Client) -> None:
    page = text(check_slip(client, TD, given.course(current_course="P24", wanted_course="P36")))

    assert "Expected difference: 600.000đ more" in page
    assert "The current course costs 9.600.000đ, the wanted one 10.200.000đ." in page


@pytest.mark.usefixtures("courses")
def test_prices_that_change_before_sending_are_shown_before_they_are_stored(client: Client) -> None:
    checked = check_slip(client, TD, given.course(current_course="P24", wanted_course="P36"))
    factories.product(sku="P48", name="Piano 48 buổi")
    again = client.post(address(TD), hidden_lists(checked))

    assert again.status_code == 422
    assert errors(again)["id_wanted_course"].startswith("Prices have changed")
    assert not Submission.objects.exists()
    assert client.post(address(TD), hidden_lists(checked) | hidden(again)).status_code == 303


class TestPrivateNote:
    """Who reads it, and where it never is."""

    NOTE = "Cô hay đến muộn, xin giữ kín"

    def send(self, client: Client, **more: Any) -> Submission:
        send_slip(client, TD, given.teacher(private_note=self.NOTE, **more))
        return Submission.objects.get()

    def test_it_is_kept_apart_and_the_office_sees_that_it_is_there(self, client: Client) -> None:
        sent = self.send(client)

        assert sent.sensitive == {"private_note": self.NOTE}
        assert self.NOTE not in str(sent.payload)
        assert self.NOTE not in sent.search_text
        assert {Flag.PRIVATE_NOTE, Flag.TEACHER_CHANGE} <= set(sent.flags)

    def test_the_sender_reads_it_once_more_before_sending_and_not_on_the_receipt(self, client: Client) -> None:
        checked = check_slip(client, TD, given.teacher(private_note=self.NOTE))
        sent = client.post(address(TD), hidden_lists(checked))

        assert "Private note to the manager" in text(checked)
        assert self.NOTE in text(checked)
        assert self.NOTE not in text(client.get(sent["Location"]))

    @pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
    def test_no_page_of_the_office_shows_it_unasked(self, client: Client, role: Role) -> None:
        sent = self.send(client, contact_email="huong@example.com")
        client.force_login(factories.user(role))

        assert self.NOTE not in text(client.get(f"/admin/forms_intake/submission/{sent.pk}/change/"))
        assert self.NOTE not in text(client.get("/admin/forms_intake/submission/"))
        assert all(self.NOTE not in letter.body for letter in mail.outbox)

    def test_without_a_note_there_is_no_flag(self, client: Client) -> None:
        send_slip(client, TD, given.teacher(private_note="  "))

        assert Flag.PRIVATE_NOTE not in Submission.objects.get().flags


def test_the_same_slip_twice_is_one(client: Client) -> None:
    posted = hidden_lists(check_slip(client, TD, given.teacher(private_note="Riêng")))
    first, second = (client.post(address(TD), posted) for _n in range(2))

    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1


def test_several_ticks_survive_the_way_back_to_the_form(client: Client) -> None:
    both = given.schedule() | given.teacher() | {"change_kinds": ["schedule", "teacher"]}
    page = text(client.post(address(TD, "edit"), hidden_lists(check_slip(client, TD, both))))

    ticked = page.partition('name="change_kinds"')[2].partition("</fieldset>")[0]
    assert ticked.count(" checked") == 2


def test_the_rules_that_the_sender_saw_are_stored_and_used(client: Client) -> None:
    posted = hidden_lists(check_slip(client, TD, given.course()))
    policies.revise(TD, {"change_notice_days": 60}, by=None)
    client.post(address(TD), posted)

    stored = Submission.objects.get()
    assert stored.policy_version == 1
    assert Flag.LATE_NOTICE not in stored.flags


def test_a_paper_can_go_with_it(client: Client) -> None:
    picture = BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    paper = SimpleUploadedFile("phieu-thu.png", picture.getvalue(), "image/png")
    send_slip(client, TD, given.teacher(attachments_new=paper))

    assert Submission.objects.get().payload["attachments"] == ["phieu-thu.jpg"]


class TestLiveLine:
    """What the page says while the form is being filled in."""

    def told(self, client: Client, answers: dict[str, Any]) -> str:
        return text(client.post(address(TD, "consequence"), answers))

    def test_a_late_lesson(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        freeze(monkeypatch)
        page = self.told(
            client,
            {"change_kinds": ["schedule"], "schedule_scope": "once", "once_time": "17:30"}
            | boxes("once_date", clock.today()),
        )

        assert "Notice of 5 hours (the rule is 24 hours)" in page

    def test_a_course_that_begins_soon(self, client: Client) -> None:
        soon = boxes("effective_date", clock.today() + timedelta(days=2))
        assert "Notice of 2 days (the rule is 7 days)" in self.told(client, {"change_kinds": ["course"], **soon})

    @pytest.mark.usefixtures("courses")
    def test_the_difference_without_any_date(self, client: Client) -> None:
        both = {"current_course": "P36", "wanted_course": "P24"}
        page = self.told(client, hidden(client.get(address(TD))) | {"change_kinds": ["course"]} | both)

        assert "Expected difference: 600.000đ less" in page

    @pytest.mark.parametrize("answers", [{}, {"change_kinds": "x"}, {"change_kinds": ["schedule", "course"]}])
    def test_nothing_while_nothing_is_known(self, client: Client, answers: dict[str, Any]) -> None:
        assert self.told(client, answers).strip() == ""


def test_each_block_says_when_it_counts_where_there_is_no_javascript(client: Client) -> None:
    page = text(client.get(address(TD)))

    for kind in ("Timetable", "Teacher", "Course"):
        assert f"Only for “What to change: {kind}”" in page
    assert page.count('data-shown-when="change_kinds"') == 4


def test_nobody_changes_what_the_form_does_not_ask(client: Client) -> None:
    send_slip(client, TD, given.teacher(private="x", facts="x", wanted_course_price="1", flags="x"))

    stored = Submission.objects.get().payload
    assert not {"private", "wanted_course_price", "flags"} & stored.keys()
    assert stored["facts"]["price_difference"] is None


def test_history_tells_the_answers_in_the_words_of_their_own_slip(client: Client) -> None:
    send_slip(client, TD, given.teacher(teacher_reason="other", reason_detail="Con muốn vậy"))
    payload = Submission.objects.get().payload
    with translation.override("en"):
        told, leave = history._answers(payload), history._answers(factories.PAYLOAD)

    assert told["teacher_reason"] == ("Reason for another teacher", "Other")
    assert told["course_text"] == ("Current class", "Piano kèm 1-1")
    assert leave["course_text"] == ("Class or course", "Piano kèm 1-1")
    assert leave["reason"] == ("Reason", "Illness, health")
    assert leave["branch_name"] == ("", "")
