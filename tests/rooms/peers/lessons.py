"""Rooms with people who may come in, and web processes that hold their sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from rooms.enums import RoomKind
from rooms.models import Room, RoomMember
from school import clock
from tests import factories
from tests.processes import Process, answers, free_port

READY = "/health/live"


def cookie(person: User) -> str:
    """Of a browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def lesson(students: int = 1, **fields: Any) -> tuple[Room, list[str]]:
    """A room, and the cookies of its teacher and of students who have been let in."""
    if students > 1:
        fields = {"kind": RoomKind.CLASS, "capacity": 20} | fields
    room = factories.room(**fields)
    people = [factories.user(Role.STUDENT) for _ in range(students)]
    for person in people:
        RoomMember.objects.create(room=room, user=person, admitted_at=clock.now())
    return room, [cookie(person) for person in (room.host, *people)]


class Web:
    """A web process at an address that stays, so that it can be killed and started again."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._port, self._folder = free_port(), folder
        self.url = f"http://127.0.0.1:{self._port}"
        self._environment = environment | {"SITE_URL": self.url}
        self.start()

    def start(self) -> None:
        """Without waiting for it."""
        options = ["--host", "127.0.0.1", "--port", str(self._port), "--log-level", "warning"]
        options += ["--timeout-graceful-shutdown", "2", "--ws", "school.sockets:Socket", "--lifespan", "on"]
        log = self._folder / f"web-{self._port}.log"
        self._process = Process("uvicorn", "school.asgi:application", *options, log=log, environment=self._environment)

    def wait(self) -> None:
        """Until it answers."""
        self._process.wait_for(lambda: answers(self.url + READY))

    def kill(self) -> None:
        """SIGKILL: it says goodbye to nobody."""
        self._process.kill()

    def stop(self) -> None:
        """SIGTERM, as a release does."""
        self._process.stop()

    def output(self) -> str:
        """What it logged."""
        return self._process.output()


@contextmanager
def webs(count: int, folder: Path, environment: dict[str, str]) -> Iterator[list[Web]]:
    """As many web processes, started side by side."""
    processes = [Web(folder, environment) for _ in range(count)]
    try:
        for process in processes:
            process.wait()
        yield processes
    finally:
        for process in processes:
            process.stop()
