"""Rules that change while somebody fills in a slip: what was read is what holds, for every slip."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from forms_intake import policies
from forms_intake.enums import FormType
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from tests import factories
from tests.forms_intake import (
    change_answers,
    hold_answers,
    slip_pages,
    student_info_answers,
    transfer_answers,
)
from tests.forms_intake.slip_pages import address, check_slip, errors, hidden, hidden_lists

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Callable[[], dict[str, Any]]] = {
    FormType.STUDENT_INFO: lambda: student_info_answers.registration("P24"),
    FormType.LEAVE_REQUEST: slip_pages.answers,
    FormType.TRANSFER: transfer_answers.person,
    FormType.HOLD: hold_answers.answers,
    FormType.CHANGE: change_answers.schedule,
}
# Late by these rules, and shut all day but for one hour.
STRICT = {
    "office_opens_hour": 3,
    "office_closes_hour": 4,
    "leave_notice_hours": 300,
    "hold_notice_days": 80,
    "transfer_notice_days": 80,
    "change_notice_days": 80,
}


@pytest.fixture(autouse=True)
def _course(monkeypatch: pytest.MonkeyPatch) -> None:
    slip_pages.freeze(monkeypatch)
    factories.product(sku="P24")


def revise(kind: str) -> PolicyValues:
    """Puts strict rules into force."""
    policies.revise(kind, {name: STRICT[name] for name in policies.names(kind) if name in STRICT}, by=None)
    return policies.current(kind)


@pytest.mark.parametrize("kind", FormType.values)
def test_rules_that_change_before_sending_do_not_hold_for_what_was_read(client: Client, kind: str) -> None:
    posted = hidden_lists(check_slip(client, kind, ANSWERS[kind]()))
    assert revise(kind).version == 2
    assert client.post(address(kind), posted).status_code == 303

    sent = Submission.objects.get()
    assert sent.policy_version == 1
    assert not {"late_notice", "out_of_hours"} & set(sent.flags)


@pytest.mark.parametrize("kind", FormType.values)
def test_whoever_opens_the_slip_afterwards_reads_and_sends_under_the_new_ones(client: Client, kind: str) -> None:
    revise(kind)
    client.post(address(kind), hidden_lists(check_slip(client, kind, ANSWERS[kind]())))

    sent = Submission.objects.get()
    assert sent.policy_version == 2
    assert "out_of_hours" in sent.flags


@pytest.mark.parametrize("kind", FormType.values)
def test_a_version_that_is_not_ours_has_the_rules_shown_again(client: Client, kind: str) -> None:
    given = hidden(client.get(address(kind))) | ANSWERS[kind]() | {"policy_version": "2"}
    answer = client.post(address(kind, "check"), given)

    assert answer.status_code == 422
    assert errors(answer)["id_policy_ack"].startswith("Đọc quy định trên trang này")
    assert not Submission.objects.exists()
