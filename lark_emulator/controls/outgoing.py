"""POST /_emulator/press and /_emulator/events: what Lark sends to our server, on demand."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from lark_emulator.directory import Person
from lark_emulator.im.contents import CARD
from lark_emulator.im.store import AppMessage
from lark_emulator.outgoing.events import emit
from lark_emulator.outgoing.press import Press, press
from lark_emulator.outgoing.store import Event
from lark_emulator.pressable import Button, buttons
from lark_emulator.problems import InputError, json_object, only_known
from lark_emulator.strict_json import parse_object
from lark_emulator.tenant import Tenant, tenant_of

PRESS_FIELDS = frozenset({"message_id", "button", "operator", "form_value", "event_id"})
EVENT_FIELDS = frozenset({"app_id", "event_type", "event"})


async def post_press(request: Request) -> JSONResponse:
    """`button` is its number on the card (from 0) or its value; with an `event_id` the event is an old one again."""
    tenant, given = tenant_of(request), await json_object(request)
    only_known(given, PRESS_FIELDS)
    message = message_in(tenant, given)
    asked = Press(
        message,
        _button(message, given.get("button")),
        _operator(tenant, message, given),
        _object(given, "form_value"),
        _text(given, "event_id", ""),
    )
    return JSONResponse(await press(tenant, asked))


async def presses(request: Request) -> JSONResponse:
    return JSONResponse(tenant_of(request).outgoing.presses)


async def recall(request: Request) -> JSONResponse:
    """{"message_id", "deleted"}: the message is recalled by its sender, or deleted."""
    tenant, given = tenant_of(request), await json_object(request)
    only_known(given, frozenset({"message_id", "deleted"}))
    message = message_in(tenant, given)
    message.deleted = given.get("deleted") is True
    message.recalled = not message.deleted
    return JSONResponse({"message_id": message.message_id, "deleted": message.deleted, "recalled": message.recalled})


async def post_event(request: Request) -> JSONResponse:
    tenant, given = tenant_of(request), await json_object(request)
    only_known(given, EVENT_FIELDS)
    app = tenant.apps.get(_text(given, "app_id", "cli_demo"))
    if app is None:
        raise InputError("app_id", "There is no such app.")
    event = await emit(tenant, app, _text(given, "event_type", ""), _object(given, "event"))
    return JSONResponse(_event_json(event), status_code=201)


async def events(request: Request) -> JSONResponse:
    return JSONResponse([_event_json(event) for event in tenant_of(request).outgoing.events.values()])


def message_in(tenant: Tenant, given: dict[str, Any]) -> AppMessage:
    """The message that `message_id` names. Raises InputError."""
    message_id = given.get("message_id")
    message = tenant.app_messages.get(message_id) if isinstance(message_id, str) else None
    if message is None:
        raise InputError("message_id", "Give the message_id of a message that an app has sent.")
    return message


def _button(message: AppMessage, wanted: object) -> Button:
    found = buttons(parse_object(message.raw)["card"]) if message.msg_type == CARD else []
    if isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted < len(found):
        return found[wanted]
    for button in found:
        if button.value == wanted and not isinstance(wanted, int):
            return button
    raise InputError("button", f"The card has {len(found)} buttons that call back; give a number from 0 or a value.")


def _operator(tenant: Tenant, message: AppMessage, given: dict[str, Any]) -> Person:
    """Somebody of the chat; without a name its first member. Raises InputError."""
    members = tenant.chats[message.chat_id].members
    open_id = given.get("operator", next(iter(members), ""))
    if not isinstance(open_id, str) or open_id not in members:
        raise InputError("operator", "operator must be the open_id of a member of the chat.")
    return tenant.people.get(open_id, Person(open_id, open_id))


def _object(given: dict[str, Any], name: str) -> dict[str, Any]:
    value = given.get(name, {})
    if not isinstance(value, dict):
        raise InputError(name, f"{name} must be an object.")
    return value


def _text(given: dict[str, Any], name: str, otherwise: str) -> str:
    value = given.get(name, otherwise)
    if not isinstance(value, str) or (not value and name == "event_type"):
        raise InputError(name, f"{name} must be a text.")
    return value


def _event_json(event: Event) -> dict[str, Any]:
    attempts = [{**asdict(attempt), "at": attempt.at.isoformat()} for attempt in event.attempts]
    return {
        "event_id": event.event_id,
        "event_type": event.event_type,
        "due": event.due and event.due.isoformat(),
        "attempts": attempts,
    }
