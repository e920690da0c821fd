"""GET /open-apis/im/v1/messages?container_id_type=chat&container_id=…: what stands in a chat (message/list)."""

from lark_emulator import gateway_codes
from lark_emulator.endpoints import Ask, Done
from lark_emulator.im.items import item
from lark_emulator.im.refusals import refusal
from lark_emulator.im.store import AppMessage
from lark_emulator.pages import page_of

NEWEST_FIRST = "ByCreateTimeDesc"


def run(ask: Ask) -> Done:
    """Seconds in `start_time` and `end_time`; oldest first unless `sort_type` says otherwise."""
    if ask.query.get("container_id_type") != "chat":
        raise gateway_codes.invalid_field("container_id_type", "container_id_type must be chat")
    chat = ask.tenant.chats.get(ask.query.get("container_id", ""))
    if chat is None:
        raise refusal(230034)
    if ask.app.app_id not in chat.apps:
        raise refusal(230002)
    since, until = _seconds(ask, "start_time"), _seconds(ask, "end_time")
    found = [message for message in ask.tenant.app_messages if _within(message, chat.chat_id, since, until)]
    if ask.query.get("sort_type") == NEWEST_FIRST:
        found.reverse()
    return Done(page_of([item(message) for message in found], ask, usual=20, most=50))


def _within(message: AppMessage, chat_id: str, since: int | None, until: int | None) -> bool:
    at = message.sent_at.timestamp()
    return message.chat_id == chat_id and (since is None or at >= since) and (until is None or at <= until)


def _seconds(ask: Ask, name: str) -> int | None:
    text = ask.query.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 11):
        raise gateway_codes.invalid_field(name, f"{name} must be a number of seconds")
    return int(text) if text else None
