"""What a browser may send on the live socket: `{"type": "subscribe", "topics": [...]}` or "unsubscribe", small."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

MOST_TOPICS = 20
_MOST_BYTES = 4096
_BURST = 20.0
_PER_SECOND = 2.0


class Close(IntEnum):
    """Why the server closes a live socket; 1013 is the registered code for 'try again later'."""

    TRY_LATER = 1013
    MALFORMED = 4400
    SESSION_ENDED = 4401
    TOO_LARGE = 4413
    FLOOD = 4429


class BadFrame(Exception):  # noqa: N818 - says what the browser sent
    """The socket has to be closed, with the code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class Wish(StrEnum):
    """What the browser wants of the topics."""

    FOLLOW = "subscribe"
    LEAVE = "unsubscribe"


def read(text: str | None) -> tuple[Wish, list[str]]:
    """The wish of a frame and its topics, each once; raises BadFrame. Binary frames come as None."""
    if text is None:
        raise BadFrame(Close.MALFORMED)
    if len(text.encode(errors="replace")) > _MOST_BYTES:
        raise BadFrame(Close.TOO_LARGE)
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame(Close.MALFORMED) from None
    is_known = isinstance(frame, dict) and frame.get("type") in list(Wish)
    topics = frame.get("topics") if is_known else None
    if not isinstance(topics, list) or len(topics) > MOST_TOPICS or not all(isinstance(name, str) for name in topics):
        raise BadFrame(Close.MALFORMED)
    return Wish(frame["type"]), list(dict.fromkeys(topics))


@dataclass
class Bucket:
    """A token bucket: so many frames at once, then so many a second."""

    filled_at: datetime
    tokens: float = _BURST

    def take(self, now: datetime) -> None:
        """Spends one token; raises BadFrame when there is none."""
        elapsed = max(0.0, (now - self.filled_at).total_seconds())
        self.tokens = min(_BURST, self.tokens + elapsed * _PER_SECOND) - 1
        self.filled_at = now
        if self.tokens < 0:
            raise BadFrame(Close.FLOOD)
