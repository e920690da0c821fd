"""The messages that were accepted, oldest first; the oldest are forgotten beyond MOST_MESSAGES."""

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

MOST_MESSAGES = 10_000
# A slip's reference: prefix, day, and four characters of Crockford's alphabet (no I, L, O, U).
REFERENCE = re.compile(r"\b[A-Z]{2}-\d{6}-[0-9A-HJKMNP-TV-Z]{4}\b")
KEY_LENGTH = 120


@dataclass(frozen=True)
class Message:
    """`raw` is the body as it came: parsed again when somebody looks, so that 10,000 of them stay small.

    `changed` grows with every new version, `id` stays. `chat` and `object_id` (om_…) belong to an app's message.
    """

    id: int
    bot: str
    received_at: datetime
    msg_type: str
    title: str
    text: str
    raw: bytes
    ordinal: int
    changed: int
    chat: str = ""
    object_id: str = ""

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
    """`numbers` gives the ids; two mailboxes that share it can be shown as one chat."""

    def __init__(self, numbers: Iterator[int] | None = None) -> None:
        self._messages: dict[int, Message] = {}
        self._by_key: Counter[str] = Counter()
        self._numbers = numbers or itertools.count(1)
        self.accepted = 0

    def add(
        self,
        *,
        bot: str,
        received_at: datetime,
        msg_type: str,
        title: str,
        text: str,
        raw: bytes,
        chat: str = "",
        object_id: str = "",
    ) -> Message:
        key = key_of(title, text)
        self._by_key[key] += 1
        self.accepted += 1
        number, ordinal = next(self._numbers), self._by_key[key]
        message = Message(number, bot, received_at, msg_type, title, text, raw, ordinal, number, chat, object_id)
        self._messages[number] = message
        if len(self._messages) > MOST_MESSAGES:
            self._forget(self._messages.pop(next(iter(self._messages))))
        return message

    def change(self, message_id: int, *, title: str, text: str, raw: bytes) -> None:
        """A new version of a message, if it is still remembered."""
        old = self._messages.get(message_id)
        if old is None:
            return
        new = replace(old, title=title, text=text, raw=raw, changed=next(self._numbers))
        self._by_key[new.key] += 1
        self._forget(old)
        self._messages[message_id] = new

    def _forget(self, message: Message) -> None:
        self._by_key[message.key] -= 1
        if not self._by_key[message.key]:
            del self._by_key[message.key]

    def since(self, number: int) -> Iterator[Message]:
        """What came or changed after this id, in the order in which it came."""
        return (message for message in self._messages.values() if message.changed > number)

    def count(self, key: str) -> int:
        return self._by_key[key]

    def by_key(self) -> dict[str, int]:
        return dict(self._by_key)

    def clear(self) -> None:
        """Ids go on counting, so that a page that polls with the last id it knows misses nothing."""
        self._messages.clear()
        self._by_key.clear()
        self.accepted = 0
