"""The transfer slip from page to page: what is shown is what is stored, and the receiver is asked once."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from forms_intake.enums import Flag, FormType, HandoverVia, WorkStatus
from forms_intake.handover import answers
from forms_intake.models import Handover, Policy, Submission
from forms_intake.slips import transfer_assessment
from forms_intake.slips.transfer import TransferForm
from forms_intake.status import links
from school import clock
from tests import factories
from tests.forms_intake.slip_pages import address, boxes, check_slip, freeze, hidden_lists, send_slip, told
from tests.forms_intake.transfer_answers import POLICY, branch, form, payload, person

pytestmark = pytest.mark.django_db
TRANSFER = FormType.TRANSFER.value


@pytest.fixture(autouse=True)
def _english(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    freeze(monkeypatch)
    # The clock stands still, so everybody fills in faster than a person.
    settings.SPAM_CHECKS = "none"
    client.cookies["language"] = "en"
    factories.branch(code="thu-duc", name="Cơ sở Thủ Đức")


def words(answer: Any) -> str:
    return " ".join(html.unescape(answer.content.decode()).split())


def test_a_transfer_is_checked_sent_and_confirmed_with_the_receiver_waiting(client: Client) -> None:
    checked = check_slip(client, TRANSFER, person())
    for part in ("Lê Minh Khoa", "0987\u00a0654\u00a0321", "Free of charge", "All lessons left: 24 lessons"):
        assert part in html.unescape(checked.content.decode()), part
    answer = client.post(address(TRANSFER), hidden_lists(checked))
    slip = Submission.objects.get()

    assert slip.reference.startswith("CN-")
    assert slip.key_date == clock.today() + timedelta(days=10)
    assert slip.payload["facts"]["receiver_age"] == 28
    assert "Waiting: the receiver gets a code" in words(client.get(answer["Location"]))


def test_a_double_click_asks_the_receiver_once(client: Client) -> None:
    checked = check_slip(client, TRANSFER, person(receiver_email="khoa@example.com"))
    posted = hidden_lists(checked)
    assert {client.post(address(TRANSFER), posted)["Location"] for _click in range(3)} == {
        f"/phieu/sent/{Submission.objects.get().reference}/"
    }
    assert Handover.objects.count() == 1


def test_a_move_shows_and_stores_the_way(client: Client) -> None:
    answer = send_slip(client, TRANSFER, branch())
    assert Submission.objects.get().payload["to_branch_name"] == "Cơ sở Thủ Đức"
    assert "Cơ sở Thủ Đức" in words(client.get(answer["Location"]))
    assert not Handover.objects.exists()


def test_the_line_tells_about_the_day_before_the_rest_is_filled_in(client: Client) -> None:
    given = {"transfer_kind": "branch", **boxes("effective_date", clock.today() + timedelta(days=2))}
    line = client.post(address(TRANSFER, "consequence"), given)
    assert told(line) == ["Notice of 2 days (the rule is 7 days)"]
    assert told(client.post(address(TRANSFER, "consequence"), {"transfer_kind": "person"})) == []


def test_late_is_told_before_and_after_sending(client: Client) -> None:
    late = person(**boxes("effective_date", clock.today() + timedelta(days=1)))
    checked = check_slip(client, TRANSFER, late)
    sent = client.get(client.post(address(TRANSFER), hidden_lists(checked))["Location"])
    assert told(checked) == told(sent) == ["Notice of 1 day (the rule is 5 days)"]
    assert Submission.objects.get().flags == [Flag.LATE_NOTICE]


def test_a_second_transfer_is_flagged_and_not_told(client: Client) -> None:
    send_slip(client, TRANSFER, person())
    Submission.objects.update(work_status=WorkStatus.APPROVED, submitted_at=clock.now() - timedelta(days=99))
    again = person(receiver_name="Trần Văn Bình")
    assert told(check_slip(client, TRANSFER, again)) == []
    send_slip(client, TRANSFER, again)
    assert Flag.TRANSFER_REPEAT in Submission.objects.latest("pk").flags


def test_rules_that_changed_meanwhile_are_read_first_and_the_fee_accepted(client: Client) -> None:
    opened = client.get(address(TRANSFER))
    Policy.objects.create(form_type=TRANSFER, version=1, values={})
    Policy.objects.create(form_type=TRANSFER, version=2, values={"transfer_fee_percent": 10})
    old = client.post(address(TRANSFER, "check"), hidden_lists(opened) | person())
    assert old.status_code == 200 or "10% of the fee" in words(old)

    new = check_slip(client, TRANSFER, person(fee_ack="on"))
    assert "10% of the fee for the lessons passed on" in words(new)
    client.post(address(TRANSFER), hidden_lists(new))
    stored = Submission.objects.get()
    assert stored.policy_version == 2
    assert stored.payload["fee_shown"].startswith("10% of the fee")


def test_the_giver_sees_the_answer_on_the_status_page(client: Client) -> None:
    send_slip(client, TRANSFER, person())
    slip = Submission.objects.get()
    link = links.address(slip)
    assert "Waiting" in words(client.get(link, follow=True))
    answers.answer(slip.handover, agrees=False, via=HandoverVia.LINK)
    assert "Refused at" in words(client.get(link, follow=True))


NAMES = sorted(TransferForm.base_fields)
typed = st.one_of(st.text(max_size=30), st.sampled_from(["person", "branch", "part", "other", "yes", "0", "-1", "31"]))
boxed = ["receiver_dob_day", "receiver_dob_year", "effective_date_day", "preferred_slots_1_start"]
parts = st.sampled_from([*NAMES, *boxed])


@examples(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["person", "branch"]), changes=st.dictionaries(parts, typed, max_size=6))
def test_whatever_is_typed_is_accepted_whole_or_refused_with_a_sentence(kind: str, changes: dict[str, str]) -> None:
    filled = form((person() if kind == "person" else branch()) | changes)
    if not filled.is_valid():
        assert all(problem.message for problem in filled.problems())
        return
    assessment = transfer_assessment.assess(filled, POLICY, clock.now())
    assert assessment.facts["notice_days"] >= 0
    stored = filled.answers()
    is_person = stored["transfer_kind"] == "person"
    assert ("receiver_name" in stored) is is_person
    assert ("to_branch" in stored) is not is_person


def test_the_answers_read_the_same_from_what_is_stored(client: Client) -> None:
    send_slip(client, TRANSFER, person())
    given = payload(person())
    stored = Submission.objects.get().payload
    assert {key: value for key, value in stored.items() if key != "facts"} == {
        key: value for key, value in given.items() if key != "facts"
    } | {"fee_shown": stored["fee_shown"], "branch_name": stored["branch_name"]}
