"""The callback address as Lark calls it: what it answers to whom, and that each event has its effect once."""

import json
from typing import Any

import pytest
import structlog
from django.test import Client

from accounts.enums import Role
from forms_intake.enums import WorkStatus
from forms_intake.models import CallbackEvent, LarkApp
from tests import factories, lark_calls
from tests.lark_calls import PRESS, WORDS

pytestmark = pytest.mark.django_db
CHALLENGE = {"challenge": "abc", "token": "demo-verification", "type": "url_verification"}


@pytest.mark.parametrize("config", [{}, {"encrypt_key": "test key"}])
def test_the_address_says_that_it_is_ours(config: dict[str, str]) -> None:
    response = lark_calls.send(lark_calls.app(**config), CHALLENGE, signed=False)
    assert (response.status_code, response.json()) == (200, {"challenge": "abc"})


@pytest.mark.parametrize("challenge", [None, 5, {"a": 1}])
def test_a_challenge_that_is_none_is_refused(challenge: object) -> None:
    response = lark_calls.send(lark_calls.app(), CHALLENGE | {"challenge": challenge})
    assert (response.status_code, response.json()) == (400, {"refused": "challenge"})


def test_strangers_cannot_fill_the_log() -> None:
    address = f"/lark/callbacks/{lark_calls.app().app_id}/"
    with structlog.testing.capture_logs() as logs:
        for _call in range(15):
            assert lark_calls.post(b"{", address).status_code == 400
    assert len([line for line in logs if line["event"] == "callback.refused"]) == 10


def test_the_short_address_serves_the_only_app() -> None:
    app = lark_calls.app()
    assert lark_calls.send(app, CHALLENGE, address="/lark/callbacks/").json() == {"challenge": "abc"}
    LarkApp.objects.create(name="Khác", app_id="cli_other")
    assert lark_calls.send(app, CHALLENGE, address="/lark/callbacks/").status_code == 404


def test_an_unknown_app_is_not_found() -> None:
    lark_calls.app()
    assert lark_calls.post(json.dumps(CHALLENGE), "/lark/callbacks/cli_nobody/").status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_posts_are_taken(method: str) -> None:
    assert getattr(Client(), method)("/lark/callbacks/cli_demo/").status_code == 405


def test_a_body_beyond_the_bound_is_refused_unread() -> None:
    lark_calls.app()
    response = lark_calls.post(b'{"a": "' + b"x" * 65_536 + b'"}')
    assert (response.status_code, response.json()) == (413, {"refused": "too_large"})


def test_forged_calls_leave_no_trace_but_an_id_and_a_reason() -> None:
    app = lark_calls.app(encrypt_key="test key")
    with structlog.testing.capture_logs() as logs:
        response = lark_calls.send(app, lark_calls.body(app, PRESS, {}), headers={"X-Lark-Signature": "0" * 64})
    assert (response.status_code, response.json()) == (403, {"refused": "signature"})
    [refused] = [line for line in logs if line["event"] == "callback.refused"]
    assert refused == {"event": "callback.refused", "app": app.pk, "reason": "signature", "log_level": "warning"}
    assert not CallbackEvent.objects.exists()


def test_an_event_of_another_app_is_refused() -> None:
    app = lark_calls.app()
    payload = lark_calls.body(app, PRESS, {})
    payload["header"]["app_id"] = "cli_other"
    assert lark_calls.send(app, payload).json() == {"refused": "app"}


def test_keys_that_cannot_be_read_ask_lark_to_come_again(settings: Any) -> None:
    lark_calls.app()
    settings.FIELD_ENCRYPTION_KEYS = ["YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlciE="]
    assert lark_calls.post(json.dumps(CHALLENGE)).status_code == 503


@pytest.mark.parametrize("kind", ["im.chat.updated_v1", "card.action.trigger_v2", ""])
def test_what_nobody_listens_to_is_taken_and_forgotten(kind: str) -> None:
    app = lark_calls.app()
    assert lark_calls.told(app, kind, {"anything": [1]}) == {}
    assert not CallbackEvent.objects.exists()


def test_events_of_the_old_form_are_taken_and_forgotten() -> None:
    payload = {"uuid": "1", "token": "demo-verification", "type": "event_callback", "event": {"type": "message"}}
    assert lark_calls.send(lark_calls.app(), payload).json() == {}


def test_a_press_of_the_old_form_is_told_politely_where_to_go() -> None:
    lark_calls.app()
    old = {"open_id": "ou_ha", "open_message_id": "om_1", "token": "c-1", "action": {"value": {"a": "take"}}}
    response = lark_calls.post(json.dumps(old))
    assert (response.status_code, response.json()["toast"]["type"]) == (200, "error")


def test_the_address_needs_neither_session_nor_cookie() -> None:
    response = lark_calls.send(lark_calls.app(), CHALLENGE)
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("event_id", ["", "x" * 129, "a b", "a\0b", "\ud800", None, 5, ["a"]])
def test_an_event_without_a_usable_id_is_refused(event_id: object) -> None:
    app = lark_calls.app()
    payload = lark_calls.body(app, WORDS, lark_calls.words("hi"))
    payload["header"]["event_id"] = event_id
    assert lark_calls.send(app, payload).json() == {"refused": "event_id"}


def test_the_same_event_twice_has_one_effect_and_the_second_answer_shows_how_things_are() -> None:
    app = lark_calls.app()
    delivery = lark_calls.shown(app)
    lark_calls.linked(app, factories.user(Role.STAFF))
    first = lark_calls.told(app, PRESS, lark_calls.press(delivery), event_id="e1")
    again = lark_calls.told(app, PRESS, lark_calls.press(delivery), event_id="e1")
    delivery.submission.refresh_from_db()
    assert (delivery.submission.work_status, delivery.submission.revision) == (WorkStatus.IN_REVIEW, 1)
    assert (first["toast"]["type"], again["toast"]["type"]) == ("success", "info")
    assert first["card"] == again["card"]
    assert list(CallbackEvent.objects.values_list("kind", "outcome")) == [(PRESS, "done")]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"operator": 1, "action": 2, "context": 3},
        {"operator": {}, "action": {"value": "take"}, "context": {}},
        {"operator": {"open_id": "ou_ha"}, "action": {"value": {"a": "burn"}}, "context": {"open_message_id": "om_1"}},
        {"operator": {"open_id": "ou_ha"}, "action": {"value": {"a": []}}, "context": {"open_message_id": "om_1"}},
    ],
)
def test_a_press_that_no_button_of_ours_makes_is_refused(event: object) -> None:
    app = lark_calls.app()
    response = lark_calls.send(app, lark_calls.body(app, PRESS, event))
    assert (response.status_code, response.json()) == (400, {"refused": "event"})


@pytest.mark.parametrize("event", [{}, {"sender": 1, "message": 2}, {"sender": {"sender_id": {}}, "message": {}}])
def test_words_without_a_sender_are_refused(event: object) -> None:
    app = lark_calls.app()
    assert lark_calls.send(app, lark_calls.body(app, WORDS, event)).json() == {"refused": "event"}
