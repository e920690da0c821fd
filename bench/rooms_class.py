"""Gate 6 of rooms: a class of 20 real peers (aiortc), one after the other, each until it hears and sees the teacher.

All peers live in one process on one core, the server on the other. What the peers need by themselves is measured in the
same run: the same connections, as many at a time, whose signals are handed over in memory.
"""

import asyncio
import os
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from aiortc import MediaStreamTrack

from bench import rooms_stage, whisper
from bench.rooms_stage import GENERATOR_CORE
from bench.stage import built, line, percentile
from tests.rooms.peers.link import Link
from tests.rooms.peers.peer import Peer

PEOPLE, CLASSES, MOST_S = 20, int(os.environ.get("CLASSES", "3")), 1.0
# From one moment to the next of a student who comes in. Without a server there is nobody who says welcome.
MOMENTS = ("hello", "welcome", "offer is here", "answer is there", "connected", "sound and picture")
_PATIENCE_S = 30.0
Times = list[float]
Packets = dict[str, bytes]


def run(folder: Path) -> None:
    """Target: p95 ≤ 1 s, over several classes: of 19 joins it would be the slowest one."""
    ours, floor, used = list[Times](), list[Times](), 0.0
    with built(folder) as stage, rooms_stage.web(stage) as (url, process):
        rooms_stage.pin(os.getpid(), GENERATOR_CORE)
        for ends in rooms_stage.of_rooms([url], CLASSES, PEOPLE):
            before = rooms_stage.processor_s(process)
            ours += asyncio.run(_class(url, ends))
            used += rooms_stage.processor_s(process) - before
            floor += asyncio.run(_floor())
    _tell(ours, floor)
    print(f"{used / len(ours) * 1000:.0f} ms of the server's core each; load {os.getloadavg()[0]:.1f}")


def _tell(ours: list[Times], floor: list[Times]) -> None:
    whole, least = _whole(ours), _whole(floor)
    missed = "  MISSED" if percentile(whole, 0.95) > MOST_S else ""
    print(line(f"{len(ours)} joins into classes of {PEOPLE}", whole) + missed)
    print(line("the same peers without a server", least))
    print(f"what the product adds: p50 {_added(whole, least, 0.5):.0f} ms, p95 {_added(whole, least, 0.95):.0f} ms")
    for at, (before, after) in enumerate(pairwise(MOMENTS)):
        print(line(f"  {before} → {after}", [each[at + 1] - each[at] for each in ours]))
        if at > 0:
            print(line("    without a server", [each[at + 1] - each[at] for each in floor]))
    for name, times in (("", ours), (", without a server", floor)):
        for part in (0, 2):
            of_part = [each for at, each in enumerate(times) if _is_of(at, part)]
            print(line(f"{'last' if part else 'first'} third of a class{name}", _whole(of_part)))


def _whole(all_: list[Times]) -> list[float]:
    return [times[-1] - times[0] for times in all_]


def _added(ours: list[float], floor: list[float], share: float) -> float:
    return (percentile(ours, share) - percentile(floor, share)) * 1000


def _is_of(at: int, third: int) -> bool:
    """Whether the join belongs to that third of its class."""
    students = PEOPLE - 1
    return at % students * 3 // students == third


async def _class(url: str, ends: list[dict[str, str]]) -> list[Times]:
    """The teacher is there; everybody stays until the last one is in."""
    packets = await whisper.encoded()
    host, *students = [_Person(url, end, packets) for end in ends]
    await host.join()
    times = [await _join(host, student) for student in students]
    await host.connected(len(students))
    await asyncio.gather(*(person.gone() for person in (host, *students)))
    return times


async def _join(host: "_Person", student: "_Person") -> Times:
    began = time.perf_counter()
    await student.join()
    link = await student.connected_with(host)
    connected = time.perf_counter()
    await _is_heard_and_seen(link)
    signals = [student.heard["offer", host.id], host.heard["answer", student.id]]
    return [began, student.heard["welcome", ""], *signals, connected, time.perf_counter()]


async def _is_heard_and_seen(teacher: Link) -> None:
    await asyncio.gather(teacher.track("audio").recv(), teacher.track("face").recv())


class _Person(Peer):
    """A peer that knows when it first heard what of whom, and whispers."""

    def __init__(self, url: str, end: dict[str, Any], packets: Packets) -> None:
        super().__init__(url.replace("ws", "http", 1), end["slug"], end["cookie"])
        self.heard: dict[tuple[str, str], float] = {}
        self._packets = packets

    def _hear(self, frame: dict[str, Any]) -> None:
        self.heard.setdefault((frame.get("kind", frame["type"]), frame.get("from", "")), time.perf_counter())
        super()._hear(frame)

    def _tracks(self) -> dict[str, MediaStreamTrack]:
        return whisper.tracks(self._packets)


async def _floor() -> list[Times]:
    """A class without a server."""
    packets, pairs = await whisper.encoded(), list[_Pair]()
    times = []
    for _student in range(PEOPLE - 1):
        pairs.append(_Pair(packets))
        times.append(await pairs[-1].connect())
    await asyncio.gather(*(pair.close() for pair in pairs))
    return times


class _Pair:
    """The teacher's and a student's end of one connection."""

    def __init__(self, packets: Packets) -> None:
        self._packets, self._changed = packets, asyncio.Event()
        self._heard: dict[str, float] = {}

    async def connect(self) -> Times:
        began = time.perf_counter()
        self._ends = [self._link(1, is_polite=False), self._link(0, is_polite=True)]
        student = self._ends[1]
        async with asyncio.timeout(_PATIENCE_S):
            while not student.is_connected:
                self._changed.clear()
                await self._changed.wait()
        connected = time.perf_counter()
        await _is_heard_and_seen(student)
        return [began, began, self._heard["offer"], self._heard["answer"], connected, time.perf_counter()]

    async def close(self) -> None:
        await asyncio.gather(*(end.close() for end in self._ends))

    def _link(self, other: int, *, is_polite: bool) -> Link:
        async def send(kind: str, epoch: int, payload: dict[str, Any]) -> None:
            self._heard.setdefault(kind, time.perf_counter())
            self._ends[other].hear({"kind": kind, "epoch": epoch, "payload": payload})

        return Link(
            is_polite=is_polite,
            epoch=0,
            send=send,
            tracks=lambda: whisper.tracks(self._packets),
            changed=self._changed.set,
        )
