"""Every call of Lark and what became of it, for assertions on order, refusals and faults."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime

MOST_CALLS = 5_000


@dataclass(frozen=True)
class Call:
    """`code` is what Lark decided, even when a fault kept the sender from reading it; None when it never decided."""

    id: int
    at: datetime
    endpoint: str
    bot: str
    sender: str
    outcome: str
    code: int | None
    msg: str
    fault: str | None
    message_id: int | None
    object_id: str | None
    log_id: str


class Journal:
    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._last_id = 0

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add(self, call: Call) -> None:
        self._calls.append(call)
        self._outcomes[call.endpoint, call.outcome] += 1

    def calls(self) -> list[Call]:
        return list(self._calls)

    def by_endpoint(self) -> dict[str, dict[str, int]]:
        """How many calls of each endpoint were accepted, refused and not taken, forgotten ones included."""
        table: dict[str, dict[str, int]] = {}
        for (endpoint, outcome), count in sorted(self._outcomes.items()):
            table.setdefault(endpoint, {})[outcome] = count
        return table

    def clear(self) -> None:
        self._calls.clear()
        self._outcomes.clear()
