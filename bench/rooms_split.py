"""What it costs when the two people of a room hold sockets of different web processes: the way over Redis."""

import os
from pathlib import Path
from typing import Any

from bench import rooms_stage
from bench.rooms_stage import Ends, Load
from bench.stage import built

PAIRS, SECONDS, WARM_UP_S = 50, int(os.environ.get("SECONDS_EACH", "6")), 2
# Each pair then makes about ten round trips a second: more than any lesson, and no processor is full.
REST_MS = 100
MOST_ADDED_MS = 10


def run(folder: Path) -> None:
    """Target: p99 at most 10 ms longer than in one process; both processes share the server's core."""
    place = rooms_stage.modules(folder)
    with built(folder) as stage, rooms_stage.web(stage) as (one, _p), rooms_stage.web(stage) as (other, _q):
        for pairs in (1, PAIRS):
            within = _part(place, rooms_stage.of_rooms([one], pairs))
            across = _part(place, rooms_stage.of_rooms([one, other], pairs))
            added = across["p99"] - within["p99"]
            print(
                f"{pairs} pairs: within one process p50 {within['p50']:.1f} p99 {within['p99']:.1f} ms, across two "
                f"p50 {across['p50']:.1f} p99 {across['p99']:.1f} ms; added p99 {added:.1f} ms, for two relays"
                f"{'  MISSED' if added > MOST_ADDED_MS else ''}; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


def _part(place: Path, ends: Ends) -> dict[str, float]:
    plan: dict[str, Any] = {
        "server": "ours",
        "ends": ends,
        "seconds": SECONDS,
        "warm_up": WARM_UP_S,
        "rest_ms": REST_MS,
    }
    with Load(place, plan) as load:
        load.line()
        load.line()
        load.go()
        return load.line()
