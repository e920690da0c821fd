"""What was sent to us: presses, events with their attempts, and the tokens by which a card can be updated later."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class CardToken:
    """Good after the callback was `answered`, for a limited number of `uses`."""

    message_id: str
    app_id: str
    issued_at: datetime
    answered: bool = False
    uses: int = 0


@dataclass(frozen=True)
class Attempt:
    """`problem` is empty when the event was taken."""

    at: datetime
    status: int | None
    problem: str


@dataclass
class Event:
    """`due` is when Lark tries next; None when it was taken or given up."""

    event_id: str
    app_id: str
    event_type: str
    payload: dict[str, Any]
    due: datetime | None
    attempts: list[Attempt] = field(default_factory=list)
    sending: bool = False


class Outgoing:
    def __init__(self) -> None:
        self.card_tokens: dict[str, CardToken] = {}
        self.presses: list[dict[str, Any]] = []
        self.events: dict[str, Event] = {}
        # The event loop itself holds on to tasks only weakly.
        self.tasks: set[asyncio.Task[None]] = set()
