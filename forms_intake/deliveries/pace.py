"""Never more calls than Lark allows, whatever the network does with them on their way (ADR 0015).

A window of n calls is n places. A place that a call has used is free again one window after the call's answer: the
next call's arrival then lies at least a window after the last one's, however long each of them travelled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

# For clocks of a process and its database that do not tick alike.
MARGIN_S = 0.005


class Window(NamedTuple):
    """At most so many calls in so many seconds; with 0 seconds, at most so many at the same time."""

    calls: int
    seconds: float


class Cells(NamedTuple):
    """The generic cell rate algorithm (ITU-T I.371): one start every interval, and `burst` at once after a pause."""

    interval_s: float
    burst: int


class Rule(NamedTuple):
    """What one of Lark's limits allows."""

    windows: tuple[Window, ...] = ()
    cells: Cells | None = None


class Place(NamedTuple):
    """One place of a window that a claim holds, until that moment unless it is given back before."""

    window: int
    number: int
    held_until: float


RULES: Mapping[str, Rule] = {
    # 5 a second and 100 a minute (lark.md section 1); two a minute are left to whoever else knows the address.
    "hook": Rule((Window(5, 1.0), Window(98, 60.0))),
    # 5 a second, shared by all robots of the chat (section 2.2).
    "chat": Rule((Window(5, 1.0),)),
    # 50 a second and 1,000 a minute: starts are 36 and 980 at most, and 12 more may have been on their way.
    "app": Rule((Window(12, 0.0),), Cells(1 / 16, 20)),
    # One writer at a time (section 3).
    "base": Rule((Window(1, 0.2),)),
    # No limit of Lark's: a mail server's patience.
    "mail": Rule((), Cells(0.5, 20)),
}


@dataclass
class Ledger:
    """How far one limit is used up; moments are seconds since 1970 by the database's clock."""

    rule: Rule
    # For each window when its used places are free.
    places: list[list[float]]
    arrival: float | None = None

    def opens_at(self) -> float:
        """When the next call may start; a moment in the past when it may at once."""
        moments = [min(used) for used, window in self._windows() if len(used) >= window.calls]
        if self.rule.cells and self.arrival is not None:
            moments.append(self.arrival - self.rule.cells.interval_s * (self.rule.cells.burst - 1))
        return max(moments, default=0.0)

    def take(self, start: float, held_until: float) -> list[Place]:
        """Uses it for a call that starts then; without word of its end, its places are taken until `held_until`."""
        if self.rule.cells:
            self.arrival = max(self.arrival or start, start) + self.rule.cells.interval_s
        taken = []
        for index, (used, window) in enumerate(self._windows()):
            until = held_until + window.seconds
            number = len(used) if len(used) < window.calls else used.index(min(used))
            used[number : number + 1] = [until]
            taken.append(Place(index, number, until))
        return taken

    def give_back(self, place: Place, answered: float) -> None:
        """The call ended then. A place that somebody else has taken since is theirs."""
        used = self.places[place.window]
        if place.number < len(used) and used[place.number] == place.held_until:
            used[place.number] = answered + self.rule.windows[place.window].seconds + MARGIN_S

    def _windows(self) -> list[tuple[list[float], Window]]:
        return list(zip(self.places, self.rule.windows, strict=True))


def ledger(rule: Rule, places: list[list[float]], arrival: float | None = None) -> Ledger:
    """As it is stored; what was stored under another rule does not count."""
    fits = len(places) == len(rule.windows)
    kept = [used[: window.calls] for used, window in zip(places, rule.windows, strict=True)] if fits else None
    return Ledger(rule, kept or [[] for _ in rule.windows], arrival)
