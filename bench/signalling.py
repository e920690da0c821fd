"""Offer/answer round trips through the signalling server, beside PeerServer from npm in the same run.

Everything of ours is on: origin, session, admission, validation, numbers and acknowledgements, mailbox; only the bound
of frames a second is raised, because a closed loop would be stopped by it. Offers are 3 kB.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import rooms_stage
from bench.rooms_stage import Ends, Load
from bench.stage import built

ROUNDS, SECONDS, WARM_UP_S = 3, int(os.environ.get("SECONDS_EACH", "6")), 2
PAIRS = (1, 50)
LEAST_SHARE, MOST_P99 = 0.7, 1.5
Measured = dict[str, float]


def run(folder: Path) -> None:
    """Targets: at 50 pairs ≥ 0.7 × PeerServer's round trips a second, and a p99 of at most 1.5 × its own."""
    place = rooms_stage.modules(folder)
    with (
        built(folder) as stage,
        rooms_stage.web(stage) as (ours, our_process),
        rooms_stage.peer_server(place) as (theirs, their_process),
    ):
        for pairs in PAIRS:
            rounds: dict[str, list[Measured]] = {"PeerServer": [], "ours": []}
            for _round in range(ROUNDS):
                rounds["PeerServer"].append(
                    _part(place, "peer", rooms_stage.of_peer_server(theirs, pairs), their_process)
                )
                rounds["ours"].append(_part(place, "ours", rooms_stage.of_rooms([ours], pairs), our_process))
            _table(pairs, rounds)


def _part(place: Path, name: str, ends: Ends, process: int) -> Measured:
    """One round on one server: the figures of its clients, and what it used of a core."""
    plan: dict[str, Any] = {"server": name, "ends": ends, "seconds": SECONDS, "warm_up": WARM_UP_S}
    with Load(place, plan) as load:
        opened = load.line()
        load.line()
        before = rooms_stage.processor_s(process)
        load.go()
        found = load.line()
        used = rooms_stage.processor_s(process) - before
    return {
        "trips": found["per_s"],
        "p50": found["p50"],
        "p99": found["p99"],
        "connects": opened["per_s"],
        "us": used / found["count"] * 1e6,
    }


def _table(pairs: int, rounds: dict[str, list[Measured]]) -> None:
    print(f"{pairs} pairs, medians of {ROUNDS} alternating rounds of {SECONDS} s; load {os.getloadavg()[0]:.1f}")
    middle = {name: {key: _median(key, all_) for key in all_[0]} for name, all_ in rounds.items()}
    for name, found in middle.items():
        print(
            f"  {name:<12}{found['trips']:8.0f} round trips/s  p50 {found['p50']:6.2f}  p99 {found['p99']:6.2f} ms  "
            f"{found['us']:5.0f} µs of its core each  {found['connects']:6.0f} connects/s",
            flush=True,
        )
    share: Callable[[str], float] = lambda key: middle["ours"][key] / middle["PeerServer"][key]  # noqa: E731 - two uses
    missed = share("trips") < LEAST_SHARE or share("p99") > MOST_P99
    words = "  MISSED" if missed and pairs > 1 else ""
    print(f"  ours / PeerServer: {share('trips'):.2f} × round trips, {share('p99'):.2f} × p99{words}")


def _median(key: str, rounds: list[Measured]) -> float:
    return sorted(found[key] for found in rounds)[len(rounds) // 2]
