"""A message as the API answers it."""

import json
from datetime import datetime
from typing import Any

from lark_emulator.im.contents import CARD
from lark_emulator.im.store import AppMessage

TENANT_KEY = "emulator"


def item(message: AppMessage) -> dict[str, Any]:
    """`data` of a send, and one of `data.items` of a read."""
    return {
        "message_id": message.message_id,
        "root_id": "",
        "parent_id": "",
        "thread_id": "",
        "msg_type": message.msg_type,
        "create_time": milliseconds(message.sent_at),
        "update_time": milliseconds(message.newest.at),
        "deleted": message.deleted or message.recalled,
        "updated": len(message.versions) > 1,
        "chat_id": message.chat_id,
        "sender": {
            "id": message.app_id,
            "id_type": "app_id",
            "sender_type": "app",
            "tenant_key": TENANT_KEY,
        },
        "body": {"content": _content(message)},
        "mentions": [],
    }


def milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _content(message: AppMessage) -> str:
    """Lark gives a card back as title and lines of text, not as it was sent."""
    if message.msg_type != CARD:
        return json.dumps(json.loads(message.raw)["content"], ensure_ascii=False)
    lines = [[{"tag": "text", "text": line}] for line in message.newest.text.splitlines()]
    return json.dumps({"title": message.newest.title, "elements": lines}, ensure_ascii=False)
