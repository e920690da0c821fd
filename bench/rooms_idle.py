"""What an idle socket costs, with as many open as a large school would never have, beside PeerServer."""

import os
import time
from pathlib import Path

from bench import rooms_stage
from bench.rooms_stage import Ends, Load
from bench.stage import built

PAIRS = int(os.environ.get("SOCKETS", "5000")) // 2
MOST_KB = 25
# Running lessons; what they load at first is not counted among the idle sockets.
LESSONS, MOST_OF_CORE = 100, 0.05
# Two beats of everybody, and of everybody in the lessons a hand that is raised or let down.
_REST_S = {"ours": 20, "peer": 10}
_STATE_MS = str(_REST_S["ours"] * 1000)


def run(folder: Path) -> None:
    """Target: 5,000 idle sockets at no more than 25 kB each; all of them in rooms of two, joined and beating."""
    place = rooms_stage.modules(folder)
    with rooms_stage.peer_server(place) as (url, process):
        first, all_ = rooms_stage.of_peer_server(url, LESSONS), rooms_stage.of_peer_server(url, PAIRS)
        _row("PeerServer", place, "peer", process, first, all_)
    with built(folder) as stage, rooms_stage.web(stage) as (url, process):
        lessons = [[end | {"state_ms": _STATE_MS} for end in pair] for pair in rooms_stage.of_rooms([url], LESSONS)]
        _row("ours", place, "ours", process, lessons, rooms_stage.of_rooms([url], PAIRS))


def _row(name: str, place: Path, server: str, process: int, first: Ends, all_: Ends) -> None:
    is_ours = server == "ours"
    with Load(place, {"server": server, "ends": first, "seconds": 0}) as load:
        load.line()
        before = rooms_stage.settled(lambda: rooms_stage.memory(process), within=0.01)
        lessons = _share_of_core(process, _REST_S[server])
    what = "beat, acknowledge, raise a hand" if is_ours else "beat"
    missed = "  MISSED" if is_ours and lessons > MOST_OF_CORE else ""
    print(f"{name:<12}CPU of the server for {LESSONS} running lessons ({2 * LESSONS} people who {what}): ", end="")
    print(f"{lessons * 100:.1f} % of a core{missed}", flush=True)
    with Load(place, {"server": server, "ends": all_, "seconds": 0}) as load:
        opened = load.line()
        after = rooms_stage.settled(lambda: rooms_stage.memory(process), within=0.002)
        idle = _share_of_core(process, _REST_S[server])
    each = (after - before) / opened["opened"] / 1000
    missed = "  MISSED" if is_ours and each > MOST_KB else ""
    print(
        f"{name:<12}{opened['opened']} sockets  {each:5.1f} kB each  {opened['per_s']:5.0f} connects/s "
        f"(p99 {opened['p99']:.0f} ms)  idle {idle * 100:.1f} % of a core; load {os.getloadavg()[0]:.1f}{missed}",
        flush=True,
    )


def _share_of_core(process: int, seconds: float) -> float:
    """What beats and acknowledgements of people who are in rooms cost."""
    before = rooms_stage.processor_s(process)
    time.sleep(seconds)
    return (rooms_stage.processor_s(process) - before) / seconds
