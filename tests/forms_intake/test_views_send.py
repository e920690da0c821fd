"""Sending: once, whatever is pressed, under the rules that the sender saw."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from accounts.enums import Role
from forms_intake import policies
from forms_intake.enums import Flag, FormType, Source, UserAgentClass
from forms_intake.models import Submission
from tests import factories
from tests.forms_intake.slip_pages import CHECK, FORM, NOW, boxes, errors, fill_in, freeze, hidden, send

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 21)


@pytest.fixture(autouse=True)
def _minutes_pass(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    """The form is opened at NOW, and everything later happens a minute after what came before."""
    moments = (NOW + timedelta(seconds=20 * n) for n in range(1000))
    monkeypatch.setattr("school.clock.now", lambda: next(moments))
    client.cookies["language"] = "en"


def sent(client: Client, **changes: Any) -> Submission:
    response = send(client, **changes)
    assert response.status_code == 303
    return Submission.objects.get(reference=response["Location"].split("/")[-2])


def test_a_slip_is_stored_with_typed_answers(client: Client) -> None:
    branch = factories.branch(code="quan-7")
    teacher = factories.user(Role.TEACHER, name="Cô Hà")
    submission = sent(client, branch="quan-7", teacher=str(teacher.pk), student_code="hv-01", contact_email="H@X.vn")

    assert submission.payload["lesson_date"] == "2026-08-24"
    assert submission.payload["contact_phone_typed"] == "0912 345 678"
    assert submission.payload["teacher_name"] == "Cô Hà"
    assert (submission.branch, submission.student_code, submission.contact_email) == (branch, "HV-01", "H@x.vn")
    assert (str(submission.contact_phone), submission.contact_name) == ("+84912345678", "Phạm Thị Hường")
    assert (submission.key_date, submission.flags) == (date(2026, 8, 24), [])
    assert (submission.source, submission.locale, submission.notice_version) == (Source.WEB, "en", 2)


def test_answers_that_nobody_asked_for_are_not_stored(client: Client) -> None:
    stray = {**boxes("date_from", TODAY), "makeup_slots_1_weekday": "sat", "invented": "x", "facts": "x"}
    payload = sent(client, submitter_role="student", **stray).payload

    assert payload.keys().isdisjoint({"contact_name", "contact_relationship", "date_from", "makeup_slots", "invented"})
    assert payload["facts"]["leaves_used"] == 1


def test_a_student_is_their_own_contact(client: Client) -> None:
    assert sent(client, submitter_role="student").contact_name == "Nguyễn Bảo An"


def test_the_promise_is_stored_as_the_time_an_answer_is_due(client: Client) -> None:
    due = sent(client).due_at
    assert due is not None
    assert timedelta(hours=4) <= due - NOW < timedelta(hours=4, minutes=10)


def test_flags_of_rules_and_contact_are_stored(client: Client) -> None:
    submission = sent(client, **boxes("lesson_date", TODAY), reason="sick", contact_phone="+14155552671")
    assert submission.flags == [Flag.FOREIGN_PHONE, Flag.LATE_NOTICE, Flag.MISSING_EVIDENCE]


def test_the_same_page_sent_twice_is_one_slip(client: Client) -> None:
    checked = hidden(client.post(CHECK, fill_in(client)))
    first, second = client.post(FORM, checked), client.post(FORM, checked)

    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1


def test_back_and_resend_without_a_change_is_the_same_slip(client: Client) -> None:
    filled = fill_in(client)
    ways = [client.post(FORM, hidden(client.post(CHECK, filled)))["Location"] for _time in range(2)]

    assert ways[0] == ways[1]
    assert Submission.objects.count() == 1


def test_back_and_resend_with_a_change_is_a_slip_of_its_own(client: Client) -> None:
    filled = fill_in(client)
    client.post(FORM, hidden(client.post(CHECK, filled)))
    client.post(FORM, hidden(client.post(CHECK, filled | boxes("lesson_date", TODAY + timedelta(days=5)))))

    assert set(Submission.objects.values_list("key_date", flat=True)) == {date(2026, 8, 24), date(2026, 8, 26)}


def test_sending_validates_again(client: Client) -> None:
    checked = hidden(client.post(CHECK, fill_in(client)))
    response = client.post(FORM, checked | boxes("lesson_date", TODAY - timedelta(days=1)))

    assert (response.status_code, list(errors(response))) == (422, ["id_lesson_date_day"])
    assert not Submission.objects.exists()


def test_midnight_between_check_and_send_is_noticed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = hidden(client.post(CHECK, fill_in(client, **boxes("lesson_date", TODAY))))
    freeze(monkeypatch, datetime(2026, 8, 21, 17, 0, 1, tzinfo=UTC))

    assert client.post(FORM, checked).status_code == 422


def test_the_version_that_the_sender_saw_is_stored(client: Client) -> None:
    filled = fill_in(client, **boxes("lesson_date", TODAY + timedelta(days=1)), lesson_time="17:00")
    policies.revise(FormType.LEAVE_REQUEST, {"leave_notice_hours": 48}, by=None)
    client.post(FORM, hidden(client.post(CHECK, filled)))

    submission = Submission.objects.get()
    assert (submission.policy_version, submission.flags) == (1, [])


@pytest.mark.parametrize(
    "token",
    ["", "forged", "x:y:z", signing.dumps(1, salt="slips.policy.hold")],
    ids=["missing", "forged", "three parts", "another slip's"],
)
def test_without_a_signed_policy_version_the_rules_are_shown_again(client: Client, token: str) -> None:
    response = client.post(CHECK, fill_in(client, policy_version=token))
    assert errors(response) == {"id_policy_ack": "Read the rules on this page, then go on once more"}
    assert '<details class="rules" open>' in response.content.decode()

    again = client.post(CHECK, fill_in(client) | hidden(response))
    assert again.status_code == 200


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid", "\0", "9" * 10_000])
def test_a_malformed_key_gives_a_fresh_page_with_the_answers_kept(client: Client, key: str) -> None:
    response = client.post(FORM, fill_in(client, idempotency_key=key))

    assert (response.status_code, list(errors(response))) == (422, ["id_policy_ack"])
    assert 'value="Nguyễn Bảo An"' in response.content.decode()
    assert uuid.UUID(hidden(response)["idempotency_key"])


@pytest.mark.parametrize(
    "changes",
    [
        {"website": "https://spam.example"},
        {"started_at": "forged"},
        {"started_at": None},
        {"note": "http://a.example http://b.example www.c.example"},
    ],
)
def test_signs_of_a_robot_hide_a_slip_and_do_not_refuse_it(client: Client, changes: dict[str, Any]) -> None:
    filled = {name: value for name, value in (fill_in(client) | changes).items() if value is not None}
    response = client.post(FORM, hidden(client.post(CHECK, filled)))

    assert response.status_code == 303
    assert Submission.objects.get().flags == [Flag.POSSIBLE_SPAM]


def test_a_form_filled_in_faster_than_by_hand_is_suspicious(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    assert sent(client).flags == [Flag.POSSIBLE_SPAM]


def test_a_replayed_opening_time_loses_its_worth_after_a_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = fill_in(client, note="http://a.example", **boxes("lesson_date", TODAY + timedelta(days=9)))
    freeze(monkeypatch, NOW + timedelta(hours=25))
    client.post(FORM, hidden(client.post(CHECK, filled)))

    assert Submission.objects.get().flags == [Flag.POSSIBLE_SPAM]


def test_the_office_fills_in_for_a_caller(client: Client) -> None:
    staff = factories.user(Role.STAFF)
    client.force_login(staff)
    submission = sent(client, submitter_role="staff", contact_relationship=None)

    assert (submission.source, submission.account) == (Source.STAFF, staff)


def test_the_browser_is_kept_as_a_class_and_the_address_as_a_hash(client: Client) -> None:
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 Zalo android/12"
    submission = sent(client)

    assert submission.user_agent_class == UserAgentClass.ZALO
    assert len(submission.ip_hash) == 32
    assert "127.0.0.1" not in submission.ip_hash


def test_the_branch_of_the_poster_is_kept(client: Client) -> None:
    branch = factories.branch(code="quan-7")
    assert sent(client, entry_branch="quan-7").entry_branch == branch
    assert sent(client, entry_branch="nonsense\0").entry_branch is None


def test_unicode_is_stored_composed(client: Client) -> None:
    assert sent(client, student_name="Nguye\u0302\u0303n An").student_name == "Nguyễn An"


def test_a_policy_without_make_up_asks_for_none(client: Client) -> None:
    policies.revise(FormType.LEAVE_REQUEST, {"makeup_max_open": 0}, by=None)
    assert "makeup_wanted" not in sent(client, makeup_wanted="yes").payload
