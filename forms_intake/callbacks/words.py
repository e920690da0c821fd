"""Words to the robot in a private chat: all it understands are codes that link somebody (identities)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms_intake import identities
from forms_intake.callbacks.reply import Done
from forms_intake.models import LarkApp

_OPEN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Words:
    """Who wrote what; empty for pictures, groups and other robots."""

    open_id: str
    text: str = ""


def read(event: Mapping[str, Any]) -> Words:
    """ValueError for what Lark would not send."""
    sender, message = event.get("sender"), event.get("message")
    ids = sender.get("sender_id") if isinstance(sender, dict) else None
    open_id = ids.get("open_id") if isinstance(ids, dict) else None
    if not isinstance(message, dict) or not isinstance(open_id, str) or not _OPEN_ID.fullmatch(open_id):
        raise ValueError
    is_private = message.get("chat_type") == "p2p" and message.get("message_type") == "text"
    return Words(open_id, _text(message.get("content")) if is_private else "")


def act(app: LarkApp, words: Words, *, is_new: bool) -> Done:
    """Links whoever sends a code that the website showed; the robot answers when everything is stored."""
    code = identities.code_in(words.text)
    if not is_new or not code:
        return Done("nothing")
    return Done(identities.link(app, open_id=words.open_id, code=code))


def _text(content: object) -> str:
    """The content is JSON in a string."""
    try:
        found = json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        return ""
    text = found.get("text") if isinstance(found, dict) else None
    return text if isinstance(text, str) else ""
