"""Idempotency keys: what a key was first used for, as long as Lark remembers it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class First(Generic[Result]):
    at: datetime
    result: Result
    asked: str


class Repetitions(Generic[Result]):
    """`taken` counts what was really done for each key: more than one is a duplicate."""

    def __init__(self) -> None:
        self._first: dict[str, First[Result]] = {}
        self.taken: Counter[str] = Counter()

    def first(self, key: str, now: datetime, window: timedelta) -> First[Result] | None:
        found = self._first.get(key)
        return found if found is not None and now - found.at < window else None

    def remember(self, key: str, now: datetime, result: Result, *, asked: str) -> None:
        """`asked` is the request's content, by which another request under the same key is recognised."""
        self._first[key] = First(now, result, asked)
        self.taken[key] += 1
