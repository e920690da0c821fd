"""The messages that were accepted, oldest first; the oldest are forgotten beyond MOST_MESSAGES."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_MESSAGES = 10_000
# A slip's reference: prefix, day, and four characters of Crockford's alphabet (no I, L, O, U).
REFERENCE = re.compile(r"\b[A-Z]{2}-\d{6}-[0-9A-HJKMNP-TV-Z]{4}\b")
KEY_LENGTH = 120


@dataclass(frozen=True)
class Message:
    """`raw` is the body as it came: parsed again when somebody looks, so that 10,000 of them stay small."""

    id: int
    bot: str
    received_at: datetime
    msg_type: str
    title: str
    text: str
    raw: bytes
    ordinal: int

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.raw)
        return body

    @property
    def key(self) -> str:
        return key_of(self.title, self.text)

    @property
    def reference(self) -> str | None:
        return reference_in(self.title, self.text)


def reference_in(title: str, text: str) -> str | None:
    found = REFERENCE.search(title) or REFERENCE.search(text)
    return found[0] if found else None


def key_of(title: str, text: str) -> str:
    """The slip's reference, else the title, else how the text begins."""
    return reference_in(title, text) or title or text[:KEY_LENGTH]


class Mailbox:
    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._by_key: Counter[str] = Counter()
        self._last_id = 0
        self.accepted = 0

    def add(self, *, bot: str, received_at: datetime, msg_type: str, title: str, text: str, raw: bytes) -> Message:
        key = key_of(title, text)
        self._by_key[key] += 1
        self._last_id += 1
        self.accepted += 1
        message = Message(self._last_id, bot, received_at, msg_type, title, text, raw, ordinal=self._by_key[key])
        self._messages.append(message)
        if len(self._messages) > MOST_MESSAGES:
            self._forget(self._messages.popleft())
        return message

    def _forget(self, message: Message) -> None:
        self._by_key[message.key] -= 1
        if not self._by_key[message.key]:
            del self._by_key[message.key]

    def since(self, message_id: int) -> Iterator[Message]:
        return (message for message in self._messages if message.id > message_id)

    def count(self, key: str) -> int:
        return self._by_key[key]

    def by_key(self) -> dict[str, int]:
        return dict(self._by_key)

    def clear(self) -> None:
        """Ids go on counting, so that a page that polls with the last id it knows misses nothing."""
        self._messages.clear()
        self._by_key.clear()
        self.accepted = 0
