"""A press in Lark: whose it is, what it may, and what the person gets to see."""

from typing import Any

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from forms_intake import identities, work
from forms_intake.enums import WorkStatus
from forms_intake.models import Delivery, LarkApp, Submission
from school import archive
from tests import factories, lark_calls
from tests.lark_calls import PRESS, Json

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> LarkApp:
    return lark_calls.app(encrypt_key="test key")


@pytest.fixture
def ha(app: LarkApp) -> User:
    """Of the office, and linked."""
    person = factories.user(Role.STAFF, name="Lê Thu Hà")
    lark_calls.linked(app, person)
    return person


@pytest.fixture
def card(app: LarkApp) -> Delivery:
    return lark_calls.shown(app)


def told(app: LarkApp, event: Json) -> Json:
    return lark_calls.told(app, PRESS, event)


def now(card: Delivery) -> Submission:
    return Submission.objects.get(pk=card.submission_id)


def test_taking_makes_it_the_presser_s_and_shows_the_new_card(app: LarkApp, ha: User, card: Delivery) -> None:
    answer = told(app, lark_calls.press(card, "take"))
    assert (now(card).work_status, now(card).assignee, now(card).status_by) == (WorkStatus.IN_REVIEW, ha, ha)
    assert answer["toast"]["type"] == "success"
    assert (answer["card"]["type"], "Lê Thu Hà" in str(answer["card"]["data"])) == ("raw", True)


def test_approving_and_declining_work_too(app: LarkApp, ha: User) -> None:
    approved, declined = lark_calls.shown(app), lark_calls.shown(app, factories.submission(), "om_2")
    told(app, lark_calls.press(approved, "approve"))
    told(app, lark_calls.press(declined, "decline", action={"form_value": {"reason": "Lớp đã đầy"}}))
    assert now(approved).work_status == WorkStatus.APPROVED
    assert (now(declined).work_status, now(declined).status_reason) == (WorkStatus.DECLINED, "Lớp đã đầy")


@pytest.mark.parametrize("form_value", [{}, {"reason": "  "}, {"reason": 5}, {"reason": "x" * 301}, None])
def test_declining_without_a_usable_reason_says_what_is_missing(
    app: LarkApp, ha: User, card: Delivery, form_value: object
) -> None:
    answer = told(app, lark_calls.press(card, "decline", action={"form_value": form_value}))
    assert (answer["toast"]["type"], now(card).work_status) == ("warning", WorkStatus.RECEIVED)


@pytest.mark.parametrize("reason", ["\ud800", "a\0b", "\u202e<at id=all></at>"])
def test_what_is_typed_as_a_reason_breaks_nothing(app: LarkApp, ha: User, card: Delivery, reason: str) -> None:
    answer = told(app, lark_calls.press(card, "decline", action={"form_value": {"reason": f"vì {reason}"}}))
    assert (answer["toast"]["type"], now(card).work_status) == ("success", WorkStatus.DECLINED)


def test_history_names_the_person_and_lark(app: LarkApp, ha: User, card: Delivery) -> None:
    told(app, lark_calls.press(card))
    history: Any = apps.get_model("forms_intake", "SubmissionEvent")
    noted = history.objects.filter(pgh_obj=card.submission_id).latest("pgh_id").pgh_context.metadata
    assert (noted["user"], noted["address"], noted["route"].startswith("lark/")) == (ha.pk, "", True)


def test_somebody_unknown_is_told_how_to_link_and_nothing_happens(app: LarkApp, card: Delivery) -> None:
    answer = told(app, lark_calls.press(card))
    assert (answer["toast"]["type"], now(card).work_status) == ("warning", WorkStatus.RECEIVED)
    assert identities.page() in answer["toast"]["content"]
    assert "card" not in answer


def test_being_linked_in_another_app_counts_for_nothing_here(app: LarkApp, card: Delivery) -> None:
    other = LarkApp.objects.create(name="Khác", app_id="cli_other")
    lark_calls.linked(other, factories.user(Role.STAFF))
    assert told(app, lark_calls.press(card))["toast"]["type"] == "warning"
    assert now(card).work_status == WorkStatus.RECEIVED


@pytest.mark.parametrize("changes", [{"is_active": False}, {"role": Role.TEACHER}, {"role": Role.STUDENT}])
def test_rights_are_asked_at_the_press(app: LarkApp, ha: User, card: Delivery, changes: dict[str, Any]) -> None:
    User.objects.filter(pk=ha.pk).update(**changes)
    answer = told(app, lark_calls.press(card))
    assert (answer["toast"]["type"] in {"error", "warning"}, now(card).revision) == (True, 0)
    assert "card" not in answer


def test_a_button_copied_onto_another_card_does_nothing(app: LarkApp, ha: User, card: Delivery) -> None:
    other = lark_calls.shown(app, factories.submission(), "om_2")
    forged = lark_calls.press(card, value={"s": other.submission.reference})
    assert told(app, forged)["toast"]["type"] == "error"
    assert (now(card).revision, now(other).revision) == (0, 0)


def test_a_card_of_another_app_s_chat_does_nothing(app: LarkApp, ha: User) -> None:
    other = LarkApp.objects.create(name="Khác", app_id="cli_other")
    card = lark_calls.shown(other)
    answer = told(app, lark_calls.press(card))
    assert (answer["toast"]["type"], now(card).revision) == ("error", 0)


def test_who_presses_an_outdated_card_sees_who_was_faster_and_the_present_card(
    app: LarkApp, ha: User, card: Delivery
) -> None:
    outdated = lark_calls.press(card, "approve")
    colleague = factories.user(Role.STAFF, name="Trần Minh")
    work.decline(card.submission, by=colleague, reason="Lớp đã đầy")
    answer = told(app, outdated)
    assert (answer["toast"]["type"], "Trần Minh" in answer["toast"]["content"]) == ("warning", True)
    assert "Lớp đã đầy" in str(answer["card"]["data"])
    assert now(card).work_status == WorkStatus.DECLINED


def test_the_toast_speaks_the_presser_s_language(app: LarkApp, ha: User, card: Delivery) -> None:
    profiles.change(ha, by=ha, language="en")
    with translation.override("en"):
        expected = gettext("In review")
    assert expected in told(app, lark_calls.press(card))["toast"]["content"]


def test_an_archived_slip_says_so(app: LarkApp, ha: User, card: Delivery) -> None:
    archive.archive(card.submission, by=ha, reason="trùng")
    assert told(app, lark_calls.press(card))["toast"]["type"] == "warning"
    assert now(card).revision == 0


def test_a_fault_of_ours_is_told_in_a_toast_and_leaves_nothing_behind(
    app: LarkApp, ha: User, card: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    # A stand-in for any bug behind the press.
    monkeypatch.setattr("forms_intake.lark.cards.message", broken)
    answer = told(app, lark_calls.press(card))
    assert (answer["toast"]["type"], now(card).revision) == ("error", 0)


@pytest.mark.parametrize("verb", ["take", "approve"])
def test_a_press_asks_a_bounded_number_of_questions(
    app: LarkApp, ha: User, card: Delivery, verb: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        told(app, lark_calls.press(card, verb))


@pytest.mark.parametrize(
    "changes",
    [
        {"value": {"v": -1}},
        {"value": {"v": "1"}},
        {"value": {"v": True}},
        {"value": {"v": 2**31}},
        {"value": {"s": "NP' OR 1=1"}},
        {"value": {"s": "\ud800"}},
        {"context": {"open_message_id": "x" * 65}},
        {"operator": {"open_id": ""}},
        {"action": {"value": {"a": "take"}, "form_value": [1]}},
    ],
)
def test_values_of_other_shapes_are_refused(app: LarkApp, ha: User, card: Delivery, changes: dict[str, Any]) -> None:
    response = lark_calls.send(app, lark_calls.body(app, PRESS, lark_calls.press(card, **changes)))
    assert (response.status_code, response.json()) == (400, {"refused": "event"})
