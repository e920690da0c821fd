"""The messages that apps have sent, with every version of their cards; the oldest are forgotten beyond MOST."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lark_emulator.mailbox import MOST_MESSAGES


@dataclass(frozen=True)
class Version:
    """`origin` is the way it came: send, patch, callback or delayed. `title` and `text` are what a reader sees."""

    at: datetime
    origin: str
    raw: bytes
    title: str
    text: str


@dataclass
class AppMessage:
    message_id: str
    number: int
    app_id: str
    chat_id: str
    msg_type: str
    uuid: str
    sent_at: datetime
    versions: list[Version] = field(default_factory=list)
    recalled: bool = False
    deleted: bool = False

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    @property
    def raw(self) -> bytes:
        return self.newest.raw


class AppMessages:
    def __init__(self) -> None:
        self._messages: dict[str, AppMessage] = {}

    def add(self, message: AppMessage) -> None:
        self._messages[message.message_id] = message
        if len(self._messages) > MOST_MESSAGES:
            del self._messages[next(iter(self._messages))]

    def get(self, message_id: str) -> AppMessage | None:
        return self._messages.get(message_id)

    def __iter__(self) -> Iterator[AppMessage]:
        return iter(self._messages.values())
