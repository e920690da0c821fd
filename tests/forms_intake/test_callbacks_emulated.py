"""The whole way with Lark's own part played by the emulator: link by a code, press a button, see the card change."""

from typing import Any

import httpx
import pytest

from accounts.enums import Role
from accounts.models import User
from forms_intake import identities
from forms_intake.deliveries import engine
from forms_intake.enums import DestinationKind, WorkStatus
from forms_intake.models import Delivery, Destination, LarkApp, LarkIdentity, Submission
from tests import factories, lark_calls
from tests.lark import Lark
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)
CONFIG = {"app_secret": "demo-app-secret", "verification_token": "demo-verification"}


@pytest.fixture(params=["", "test key"], ids=["plain", "sealed"])
def app(request: pytest.FixtureRequest, lark: Lark, live_url: str) -> LarkApp:
    """The app, whose addresses the emulator has verified: the site echoed its challenge within a second."""
    address, key = f"{live_url}/lark/callbacks/cli_demo/", request.param
    row = LarkApp.objects.create(
        name="Phím Ngà", app_id="cli_demo", config=CONFIG | ({"encrypt_key": key} if key else {})
    )
    lark.configure(callback_url=address, event_url=address, **({"encrypt_key": key} if key else {}))
    return row


@pytest.fixture
def ha() -> User:
    return factories.user(Role.STAFF, name="Lê Thu Hà")


def card_in_chat(app: LarkApp) -> Delivery:
    """A slip whose card the engine has sent."""
    Destination.objects.create(name="Giáo vụ", kind=DestinationKind.MESSAGE, app=app, config={"chat_id": "oc_office"})
    factories.submission()
    row = Delivery.objects.get()
    assert engine.deliver(row.pk)
    row.refresh_from_db()
    assert row.remote_id
    return row


def pressed(lark: Lark, card: Delivery, verb: str, **more: Any) -> dict[str, Any]:
    value = {"a": verb, "s": card.submission.reference, "v": 0}
    return lark.press(card.remote_id, value, operator="ou_ha", **more)


def test_a_press_takes_the_slip_and_the_card_in_the_chat_says_so(lark: Lark, app: LarkApp, ha: User) -> None:
    lark_calls.linked(app, ha)
    shown = pressed(lark, card_in_chat(app), "take")
    assert (shown["client_code"], shown["toast"]["type"], shown["updated"]) == (0, "success", True), shown
    assert Submission.objects.get().assignee == ha


def test_declining_takes_the_typed_reason(lark: Lark, app: LarkApp, ha: User) -> None:
    lark_calls.linked(app, ha)
    shown = pressed(lark, card_in_chat(app), "decline", form_value={"reason": "Lớp đã đầy"})
    assert (shown["client_code"], shown["toast"]["type"]) == (0, "success"), shown
    assert Submission.objects.get().status_reason == "Lớp đã đầy"


def test_the_same_press_told_again_changes_nothing_more(lark: Lark, app: LarkApp, ha: User) -> None:
    lark_calls.linked(app, ha)
    card = card_in_chat(app)
    first = pressed(lark, card, "take")
    again = lark.press(card.remote_id, 0, operator="ou_ha", event_id=first["event_id"])
    assert (again["client_code"], Submission.objects.get().revision) == (0, 1)


def test_somebody_unknown_is_told_and_the_card_stays(lark: Lark, app: LarkApp) -> None:
    shown = pressed(lark, card_in_chat(app), "take")
    assert (shown["client_code"], shown["toast"]["type"], shown["updated"]) == (0, "warning", False)
    assert Submission.objects.get().work_status == WorkStatus.RECEIVED


def test_a_code_sent_to_the_robot_links_the_person(lark: Lark, app: LarkApp, ha: User) -> None:
    event = lark_calls.words(identities.new_code(ha))
    body = {"app_id": "cli_demo", "event_type": "im.message.receive_v1", "event": event}
    httpx.post(f"{lark.url}/_emulator/events", json=body, trust_env=False).raise_for_status()
    eventually(LarkIdentity.objects.exists, what="the link")
    assert identities.person_of(app, "ou_ha") == ha
