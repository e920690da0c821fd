"""Figures of apps that must not know each other: who counts registers it, whoever shows figures asks here."""

from collections.abc import Callable, Mapping
from datetime import date

Counted = Callable[[date, date], Mapping[date, int]]
_counted: dict[str, Counted] = {}


def register(name: str, counted: Counted) -> None:
    """Names a figure of each day of the school, both bounds included; days without any may be left out."""
    _counted[name] = counted


def of_days(name: str, first: date, last: date) -> Mapping[date, int]:
    """The figure of each day; empty where no app counts it."""
    return _counted[name](first, last) if name in _counted else {}
