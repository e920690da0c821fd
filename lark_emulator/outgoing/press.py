"""A press on a button of a card: card.action.trigger, the toast and the new card (card-callback-communication)."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from lark_emulator.apps import App
from lark_emulator.codes import LarkError
from lark_emulator.directory import Person
from lark_emulator.im.contents import draw_card
from lark_emulator.im.store import AppMessage
from lark_emulator.im.versions import replaced
from lark_emulator.outgoing.envelope import header, seal
from lark_emulator.outgoing.post import Answer, post
from lark_emulator.outgoing.store import CardToken
from lark_emulator.pressable import Button
from lark_emulator.tenant import Tenant

TOASTS = frozenset({"info", "success", "warning", "error"})
# What the client shows the person who pressed.
NO_ADDRESS, TIMED_OUT, UNREACHABLE, BAD_STATUS, BAD_BODY, BAD_CARD = 200340, 200341, 200342, 200671, 200672, 200673
REASONS = {
    NO_ADDRESS: "Ứng dụng chưa có địa chỉ nhận nút bấm · The app has no callback address",
    TIMED_OUT: "Trung tâm không trả lời trong 3 giây · No answer within 3 seconds",
    UNREACHABLE: "Không gọi được trung tâm · The callback address cannot be reached",
    BAD_STATUS: "Trung tâm trả lời bằng mã khác 200 · The answer's status is not 200",
    BAD_BODY: "Không đọc được câu trả lời · The answer is not of the documented form",
    BAD_CARD: "Lark không nhận thẻ trong câu trả lời · The answer's card is refused",
}
CLIENT_CODES = {"timeout": TIMED_OUT, "connection": UNREACHABLE, "status": BAD_STATUS}


@dataclass(frozen=True)
class Press:
    message: AppMessage
    button: Button
    operator: Person
    form_value: dict[str, Any] = field(default_factory=dict)
    event_id: str = ""


async def press(tenant: Tenant, asked: Press) -> dict[str, Any]:
    """Never sent twice by Lark. The answer: what the client shows, and whether the card changed."""
    app, event_id = tenant.apps[asked.message.app_id], asked.event_id or secrets.token_hex(16)
    token = f"c-{secrets.token_hex(16)}"
    stored = CardToken(asked.message.message_id, app.app_id, tenant.clock.now())
    tenant.outgoing.card_tokens[token] = stored
    shown = await _exchange(tenant, app, asked, event_id, token)
    stored.answered = shown["client_code"] == 0
    result = {"event_id": event_id, "token": token, "message_id": asked.message.message_id, **shown}
    tenant.outgoing.presses.append(result)
    return result


async def _exchange(tenant: Tenant, app: App, asked: Press, event_id: str, token: str) -> dict[str, Any]:
    if app.callback_url is None:
        return _shown(NO_ADDRESS)
    now = tenant.clock.now()
    head = header(app, "card.action.trigger", event_id, now)
    raw, headers = seal(app, {"schema": "2.0", "header": head, "event": _event(asked, token)}, now)
    answer = await post(app.callback_url, raw, headers)
    if answer.problem:
        return _shown(CLIENT_CODES[answer.problem])
    return _taken(tenant, asked, answer)


def _event(asked: Press, token: str) -> dict[str, Any]:
    who, button = asked.operator, asked.button
    action: dict[str, Any] = {"value": button.value, "tag": "button", "timezone": "Asia/Ho_Chi_Minh"}
    if button.name:
        action["name"] = button.name
    if button.submits:
        action["form_value"] = asked.form_value
    return {
        "operator": {
            "tenant_key": "emulator",
            "user_id": who.user_id,
            "open_id": who.open_id,
            "union_id": who.union_id,
        },
        "token": token,
        "action": action,
        "host": "im_message",
        "context": {"open_message_id": asked.message.message_id, "open_chat_id": asked.message.chat_id},
    }


def _taken(tenant: Tenant, asked: Press, answer: Answer) -> dict[str, Any]:
    body = answer.json()
    if body is None:
        return _shown(BAD_BODY)
    toast, card = body.get("toast"), body.get("card")
    if toast is not None and not _is_toast(toast):
        return _shown(BAD_BODY)
    if card is None:
        return _shown(0, toast=toast)
    try:
        replaced(tenant, asked.message, draw_card(_card(card), audited=False), origin="callback")
    except LarkError as refusal:
        return _shown(BAD_CARD, reason=refusal.msg)
    return _shown(0, toast=toast, updated=True)


def _is_toast(toast: object) -> bool:
    return isinstance(toast, dict) and toast.get("type", "info") in TOASTS and isinstance(toast.get("content"), str)


def _card(given: object) -> object:
    """Of `{"type": "raw", "data": card}` the card; a template stays as it is. Raises LarkError for anything else."""
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(given, dict) or kind not in ("raw", "template") or not isinstance(given.get("data"), dict):
        raise LarkError(BAD_CARD, f"card must be of type raw or template, not {json.dumps(kind)}")
    return given["data"] if kind == "raw" else given


def _shown(code: int, *, toast: object = None, updated: bool = False, reason: str = "") -> dict[str, Any]:
    return {"client_code": code, "toast": toast, "updated": updated, "reason": reason or REASONS.get(code, "")}
