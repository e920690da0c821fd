"""POST /open-apis/im/v1/messages?receive_id_type=… (send-message.md)."""

import json
from datetime import timedelta
from typing import Any

from lark_emulator import gateway_codes
from lark_emulator.directory import Chat, Person
from lark_emulator.endpoints import Ask, Done
from lark_emulator.im.contents import draw
from lark_emulator.im.items import item
from lark_emulator.im.refusals import invalid, refusal
from lark_emulator.im.versions import sent
from lark_emulator.limits import SECOND, Window
from lark_emulator.switches import FIRST

UUID_WINDOW = timedelta(hours=1)
MOST_UUID = 50
PER_CHAT = (Window(SECOND, 5),)
PERSON_IDS = ("open_id", "union_id", "user_id", "email")


def run(ask: Ask) -> Done:
    body = ask.body()
    uuid = _uuid(body)
    chat = _chat(ask, body.get("receive_id"))
    drawn = draw(body.get("msg_type"), body.get("content"), audited=ask.tenant.switches.dlp)
    if repeated := _repeated(ask, uuid):
        return repeated
    _count(ask, chat)
    message = sent(ask.tenant, drawn, app_id=ask.app.app_id, chat_id=chat.chat_id, uuid=uuid, now=ask.now)
    if uuid:
        asked = json.dumps(body, sort_keys=True)
        ask.tenant.uuids.remember(_key(ask, uuid), ask.now, message.message_id, asked=asked)
    return Done(item(message), message.message_id)


def _uuid(body: dict[str, Any]) -> str:
    uuid = body.get("uuid", "")
    if not isinstance(uuid, str) or len(uuid) > MOST_UUID:
        raise invalid(f"ext=uuid must be a text of at most {MOST_UUID} characters")
    return uuid


def _key(ask: Ask, uuid: str) -> str:
    return f"{ask.app.app_id} {uuid}"


def _repeated(ask: Ask, uuid: str) -> Done | None:
    """The answer to a uuid that has been used: the switch `duplicate_uuid` says which. Raises LarkError."""
    first = ask.tenant.uuids.first(_key(ask, uuid), ask.now, UUID_WINDOW) if uuid else None
    if first is None:
        return None
    switch = ask.tenant.switches.duplicate_uuid
    if switch != FIRST:
        raise refusal(int(switch))
    message = ask.tenant.app_messages.get(first.result)
    return Done(item(message), first.result) if message else None


def _count(ask: Ask, chat: Chat) -> None:
    """Five a second for each chat, whichever app sends."""
    if not ask.tenant.switches.limits:
        return
    if ask.tenant.limits.full(chat.chat_id, ask.now, PER_CHAT):
        raise refusal(230020)
    ask.tenant.limits.count(chat.chat_id, ask.now, PER_CHAT)


def _chat(ask: Ask, receive_id: object) -> Chat:
    kind = ask.query.get("receive_id_type")
    if kind not in ("chat_id", *PERSON_IDS):
        raise gateway_codes.invalid_field("receive_id_type", "receive_id_type is required")
    if not isinstance(receive_id, str) or not receive_id:
        raise gateway_codes.invalid_field("receive_id", "receive_id is required")
    chat = ask.tenant.chats.get(receive_id) if kind == "chat_id" else _chat_with(ask, kind, receive_id)
    if chat is None:
        raise refusal(230034)
    if chat.dissolved:
        raise refusal(232009)
    if ask.app.app_id not in chat.apps:
        raise refusal(230002)
    return chat


def _chat_with(ask: Ask, kind: str, value: str) -> Chat | None:
    """The chat between the app and one person; Lark opens it with the first message."""
    person = next((who for who in ask.tenant.people.values() if getattr(who, kind) == value), None)
    if person is None:
        return None
    chat_id = f"oc_p2p_{ask.app.app_id}_{person.user_id}"
    return ask.tenant.chats.setdefault(chat_id, _between(chat_id, person, ask.app.app_id))


def _between(chat_id: str, person: Person, app_id: str) -> Chat:
    return Chat(chat_id, person.name, (person.open_id,), (app_id,), person=person.open_id)
