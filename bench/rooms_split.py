"""What it costs when the two people of a room hold sockets of different web processes: the way over Redis."""

import os
from pathlib import Path
from statistics import median
from typing import Any

from bench import rooms_stage
from bench.rooms_stage import Ends, Load
from bench.stage import built

ROUNDS, SECONDS, WARM_UP_S = 3, int(os.environ.get("SECONDS_EACH", "4")), 1
# So many pairs, and how long each rests between two round trips: fifty make about ten a second each, more than any
# lesson, and no processor is full; the one makes enough of them for a p99.
LOADS = ((1, 10), (50, 100))
MOST_ADDED_MS = 10
Measured = dict[str, float]


def run(folder: Path) -> None:
    """Target: p99 at most 10 ms longer than in one process; both processes share the server's core."""
    place = rooms_stage.modules(folder)
    with built(folder) as stage, rooms_stage.web(stage) as (one, _p), rooms_stage.web(stage) as (other, _q):
        for pairs, rest_ms in LOADS:
            within, across = list[Measured](), list[Measured]()
            for _round in range(ROUNDS):
                within.append(_part(place, rooms_stage.of_rooms([one], pairs), rest_ms))
                across.append(_part(place, rooms_stage.of_rooms([one, other], pairs), rest_ms))
            _tell(pairs, within, across)


def _tell(pairs: int, within: list[Measured], across: list[Measured]) -> None:
    """Medians of the rounds."""
    (p50, p99), (far50, far99) = (
        [median(each[share] for each in all_) for share in ("p50", "p99")] for all_ in (within, across)
    )
    missed = "  MISSED" if far99 - p99 > MOST_ADDED_MS else ""
    print(
        f"{pairs} pairs: within one process p50 {p50:.1f} p99 {p99:.1f} ms, "
        f"across two p50 {far50:.1f} p99 {far99:.1f} ms; "
        f"added p99 {far99 - p99:.1f} ms, for two relays{missed}; "
        f"at least {min(each['count'] for each in across):.0f} trips a round; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _part(place: Path, ends: Ends, rest_ms: int) -> Measured:
    plan: dict[str, Any] = {
        "server": "ours",
        "ends": ends,
        "seconds": SECONDS,
        "warm_up": WARM_UP_S,
        "rest_ms": rest_ms,
    }
    with Load(place, plan) as load:
        load.line()
        load.line()
        load.go()
        found: Measured = load.line()
        return found
