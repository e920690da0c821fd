"""Faults to come: which calls they hit, and whether Lark takes the message before the fault strikes."""

import random
from dataclasses import dataclass, field
from typing import Any

# Kinds that strike after Lark has taken the message, unless the fault says otherwise.
ACCEPTING = frozenset({"reset_after", "truncated", "slow"})
REFUSING = frozenset(
    {
        "timeout",
        "reset_before",
        "status_500",
        "status_502",
        "status_504",
        "html",
        "code",
        "rate_limited_429",
        "redirect",
    }
)
KINDS = ACCEPTING | REFUSING
# The name says it; `accept` would contradict it.
FIXED = frozenset({"reset_before", "reset_after"})
EVERY_BOT = "hook"
EVERYTHING = "all"
# The endpoints as the journal and the faults name them.
ENDPOINTS = frozenset(
    [
        "hook",
        "token",
        "send",
        "history",
        "read",
        "patch",
        "card_update",
        "chats",
        "fields",
        "record_create",
        "record_batch",
        "record_update",
        "record_read",
        "record_list",
        "record_search",
    ]
)


@dataclass
class Fault:
    """`count` is how many calls it still hits; None with a `probability` means it never wears out."""

    id: int
    route: str
    kind: str
    accept: bool
    count: int | None = None
    probability: float | None = None
    seed: int | None = None
    code: int = 0
    status: int = 200
    msg: str = ""
    delay_s: float = 0
    headers: dict[str, str] | None = None
    hits: int = 0
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311  chance for tests, repeatable by its seed

    def strikes(self, endpoint: str, bot: str) -> bool:
        if self.route not in (EVERYTHING, endpoint, bot):
            return False
        return self.probability is None or self._random.random() < self.probability

    def use(self) -> None:
        self.hits += 1
        if self.count is not None:
            self.count -= 1

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}


class FaultBook:
    """Faults in the order they were set; the first that strikes is taken, and one that is used up is gone."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._last_id = 0

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def take(self, endpoint: str, bot: str = "") -> Fault | None:
        """`bot` is the token of the bot that was called, if the endpoint is the webhook."""
        fault = next((fault for fault in self._faults if fault.strikes(endpoint, bot)), None)
        if fault is not None:
            fault.use()
            self._faults = [left for left in self._faults if left.count != 0]
        return fault

    def listed(self) -> list[dict[str, Any]]:
        return [fault.as_json() for fault in self._faults]

    def clear(self) -> None:
        self._faults.clear()
