"""The `content` of an app's message: a JSON text, checked and drawn like a bot's message."""

import json
import re
from dataclasses import dataclass
from typing import Any

from lark_emulator import contents
from lark_emulator.codes import LarkError
from lark_emulator.content import Content
from lark_emulator.im.refusals import as_message_api, invalid, refusal
from lark_emulator.strict_json import parse_object

CARD = "interactive"
MOST_BYTES = {"text": 150 * 1024}
MOST_CARD_BYTES = 30 * 1024
# What the audit for leaking data looks for: telephone numbers as people write them here, and e-mail addresses.
TELEPHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")


@dataclass(frozen=True)
class Drawn:
    """`body` is the message as a bot's webhook would get it, which is how both are kept and shown."""

    body: dict[str, Any]
    content: Content

    @property
    def raw(self) -> bytes:
        return json.dumps(self.body, ensure_ascii=False).encode()


def draw(msg_type: object, content: object, *, audited: bool) -> Drawn:
    """Raises LarkError. `audited`: telephone numbers and e-mail addresses are refused."""
    if not isinstance(msg_type, str) or msg_type not in contents.KINDS:
        raise invalid("ext=invalid msg_type")
    if not isinstance(content, str):
        raise invalid("ext=content is not a string in json format")
    if len(content.encode()) > MOST_BYTES.get(msg_type, MOST_CARD_BYTES):
        raise refusal(230025)
    try:
        body = _as_webhook(msg_type, parse_object(content.encode()))
    except ValueError:
        raise invalid("ext=content is not a string in json format") from None
    return _drawn(body, audited=audited)


def draw_card(card: object, *, audited: bool) -> Drawn:
    """A card that came as an object: in the answer to a press, or in a delayed update. Raises LarkError."""
    return draw(CARD, json.dumps(card, ensure_ascii=False), audited=audited)


def _drawn(body: dict[str, Any], *, audited: bool) -> Drawn:
    try:
        content = contents.render(body)
    except LarkError as refused:
        raise as_message_api(refused) from None
    if audited and (TELEPHONE.search(content.text) or EMAIL.search(content.text)):
        raise refusal(230028)
    return Drawn(body, content)


def _as_webhook(msg_type: str, content: dict[str, Any]) -> dict[str, Any]:
    if msg_type == CARD:
        return {"msg_type": msg_type, "card": content}
    if msg_type == "post":
        return {"msg_type": msg_type, "content": {"post": content}}
    if msg_type == "share_chat":
        return {"msg_type": msg_type, "content": {"share_chat_id": content.get("chat_id")}}
    return {"msg_type": msg_type, "content": content}
