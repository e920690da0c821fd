"""Rooms full of people, PeerServer from npm, and a load generator that speaks to both.

npm's `peer` and `ws` are no part of the project: they are installed into the benchmark's temporary folder when it runs.
The server that is measured has one core to itself, the generator the other.
"""

import itertools
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from bench.stage import Stage, site_on
from bench.submit import server
from tests.processes import free_port

SERVER_CORE, GENERATOR_CORE = 0, 1
# A closed loop sends as fast as it can; people send at most 20 frames a second (docs/room-protocol.md).
UNBOUNDED = {"ROOM_FRAMES_PER_S": "1000000"}
# A thousand people come from as many homes as this, not from one.
_HOMES = 250
_MOST_LOOKS = 8
_SCRIPTS = Path(__file__).parent / "node"
_numbers = itertools.count(1)
Ends = list[list[dict[str, str]]]


def modules(folder: Path) -> Path:
    """A folder with the generator and what it needs from npm; ends the benchmark where there is no npm."""
    place = folder / "node"
    if not place.exists():
        place.mkdir()
        for script in _SCRIPTS.glob("*.mjs"):
            shutil.copy(script, place)
        npm = shutil.which("npm") or sys.exit("npm is not installed, so there is nothing to measure beside.")
        options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        subprocess.run([npm, "install", *options, "peer", "ws"], cwd=place, check=True, timeout=300)  # noqa: S603 - found on the PATH
    return place


def pin(process: int, core: int) -> None:
    """All threads of a process, and those that they will start, to one core."""
    for thread in psutil.Process(process).threads():
        os.sched_setaffinity(thread.id, {core})


def processor_s(process: int) -> float:
    """What the process has used so far, itself and in the kernel."""
    times = psutil.Process(process).cpu_times()
    return float(times.user + times.system)


def memory(process: int) -> int:
    """Bytes that only this process holds: what all its libraries share with others is not in it."""
    return int(psutil.Process(process).memory_full_info().uss)


@contextmanager
def web(stage: Stage, **more: str) -> Iterator[tuple[str, int]]:
    """One web process on its core: the socket address, and the process."""
    log = stage.folder / f"rooms-{secrets.token_hex(4)}.log"
    with site_on(log, stage.environment | UNBOUNDED | more) as site:
        process = server(site).pid
        pin(process, SERVER_CORE)
        yield site.replace("http", "ws", 1), process


@contextmanager
def peer_server(place: Path) -> Iterator[tuple[str, int]]:
    """PeerServer on its core."""
    port = free_port()
    command = ["taskset", "-c", str(SERVER_CORE), "node", "peerserver.mjs", str(port)]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - our own words
        _said(child)
        try:
            yield f"ws://127.0.0.1:{port}", child.pid
        finally:
            child.kill()


class Load:
    """The generator at work on one plan; each line that it prints is a figure."""

    def __init__(self, place: Path, plan: dict[str, Any]) -> None:
        name = place / f"plan-{secrets.token_hex(4)}.json"
        name.write_text(json.dumps(plan), encoding="utf-8")
        command = ["taskset", "-c", str(GENERATOR_CORE), "node", "load.mjs", str(name)]
        self._child = subprocess.Popen(  # noqa: S603 - our own words
            command, cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "Load":
        return self

    def __exit__(self, *_error: object) -> None:
        self._child.kill()
        self._child.wait(10)

    def line(self) -> dict[str, Any]:
        """What it says next; ends the benchmark when that is an error."""
        found: dict[str, Any] = json.loads(_said(self._child) or '{"error": "it died"}')
        if "error" in found:
            raise SystemExit(f"The load generator failed: {found['error']}")
        return found

    def go(self) -> None:
        """On with the next part."""
        print("go", file=self._child.stdin, flush=True)


def _said(child: "subprocess.Popen[str]") -> str:
    """Its next line; nothing when it has ended."""
    return child.stdout.readline() if child.stdout else ""


def of_peer_server(url: str, count: int, size: int = 2) -> Ends:
    """As many groups of clients, from as many homes as ours."""
    return [[{"url": url, "from": _home(at)} for _ in range(size)] for at in range(count)]


def of_rooms(urls: list[str], count: int, size: int = 2) -> Ends:
    """As many rooms with a host and admitted students, each with a session, its members by turns on the servers."""
    from rooms.enums import RoomKind
    from rooms.models import Room, RoomMember
    from school import clock

    people = _people(count * size)
    groups = [people[at * size : (at + 1) * size] for at in range(count)]
    kind, capacity = (RoomKind.ONE_ON_ONE, 2) if size == 2 else (RoomKind.CLASS, size)
    rooms = Room.objects.bulk_create(
        Room(slug=f"do-{next(_numbers)}-{secrets.token_hex(3)}", title="Đo", host=host, kind=kind, capacity=capacity)
        for (host, _), *_students in groups
    )
    RoomMember.objects.bulk_create(
        RoomMember(room=room, user=person, admitted_at=clock.now())
        for room, (_host, *students) in zip(rooms, groups, strict=True)
        for person, _cookie in students
    )
    return [
        [
            {"url": urls[at % len(urls)], "slug": room.slug, "cookie": cookie, "name": person.name, "from": _home(home)}
            for at, (person, cookie) in enumerate(group)
        ]
        for home, (room, group) in enumerate(zip(rooms, groups, strict=True))
    ]


def _home(at: int) -> str:
    """Another address of this machine for every room, so that nobody looks like one school of thousands."""
    return f"127.0.1.{at % _HOMES + 1}"


def _people(count: int) -> list[tuple[Any, str]]:
    """As many teachers, each signed in: the person, and their cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils.crypto import get_random_string

    from accounts.enums import Role
    from accounts.models import User
    from school import clock

    people = User.objects.bulk_create(
        User(email=f"room{next(_numbers)}.{secrets.token_hex(3)}@school.test", name=f"Người {at}", role=Role.TEACHER)
        for at in range(count)
    )
    store, ends = SessionStore(), clock.now() + timedelta(hours=1)
    sessions = [
        Session(
            session_key=get_random_string(32).lower(),
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                }
            ),
            expire_date=ends,
        )
        for person in people
    ]
    Session.objects.bulk_create(sessions)
    cookies = (f"{settings.SESSION_COOKIE_NAME}={session.session_key}" for session in sessions)
    return list(zip(people, cookies, strict=True))


def settled(figure: Callable[[], float], *, within: float, rest_s: float = 2.0) -> float:
    """The figure once it has stopped moving by more than this share; as it is then if it never stops."""
    last = figure()
    for _look in range(_MOST_LOOKS):
        time.sleep(rest_s)
        last, before = figure(), last
        if abs(last - before) <= within * max(before, 1):
            break
    return last
