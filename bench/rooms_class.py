"""A class of 20 real peers (aiortc), one after the other: from hello to the teacher's sound and picture."""

import asyncio
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import rooms_stage
from bench.rooms_stage import GENERATOR_CORE
from bench.stage import built, line, percentile

if TYPE_CHECKING:
    from tests.rooms.peers.peer import Peer

PEOPLE, MOST_S = 20, 1.0


def run(folder: Path) -> None:
    """Target: p95 ≤ 1 s; all peers live in one process on one core, the server on the other."""
    with built(folder) as stage, rooms_stage.web(stage) as (url, _process):
        ((*ends,),) = rooms_stage.of_rooms([url], 1, PEOPLE)
        rooms_stage.pin(os.getpid(), GENERATOR_CORE)
        took, heard = asyncio.run(_class(url, ends))
    missed = "  MISSED" if percentile(took, 0.95) > MOST_S else ""
    print(line(f"class of {PEOPLE}: join to sound and picture", took) + missed)
    print(f"students connected with the teacher at the end: {heard} of {PEOPLE - 1}; load {os.getloadavg()[0]:.1f}")


async def _class(url: str, ends: list[dict[str, str]]) -> tuple[list[float], int]:
    host, *students = [_peer(url, end) for end in ends]
    await host.join()
    took = []
    for student in students:
        began = time.perf_counter()
        await student.join()
        teacher = await student.connected_with(host)
        await asyncio.gather(teacher.track("audio").recv(), teacher.track("face").recv())
        took.append(time.perf_counter() - began)
    await host.until(lambda: len(host.links) == len(students))
    heard = sum(link.is_connected for link in host.links.values())
    await asyncio.gather(*(peer.gone() for peer in (host, *students)))
    return took, heard


def _peer(url: str, end: dict[str, Any]) -> "Peer":
    from tests.rooms.peers.media import Field, Tone
    from tests.rooms.peers.peer import Peer

    tracks = {"audio": Tone(), "face": Field()}
    return Peer(url.replace("ws", "http", 1), end["slug"], end["cookie"], tracks=tracks)
