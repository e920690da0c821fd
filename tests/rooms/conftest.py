"""Fixtures of rooms."""

from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from rooms import bus
from rooms.models import Room, RoomPeer
from rooms.wire import dispatch, moving
from tests import factories
from tests.rooms.halls import a_peer
from tests.rooms.pages import signed_in
from tests.rooms.socket_fixtures import host, opened, pair, room, student
from tests.sockets import PATIENCE

__all__ = ["host", "opened", "pair", "room", "student", "told"]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every event that is announced from now on; it goes its way all the same."""
    heard: list[dict[str, Any]] = []
    announce = bus.announce

    def listen(room_pk: int, event: dict[str, Any]) -> None:
        heard.append(event)
        announce(room_pk, event)

    monkeypatch.setattr(bus, "announce", listen)
    return heard


@pytest.fixture
def teacher() -> User:
    """Somebody with rooms of their own."""
    return factories.user(Role.TEACHER, name="Cô Hà")


@pytest.fixture
def browser(teacher: User) -> Client:
    """The teacher's."""
    return signed_in(teacher)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, nobody gives up on a process or a Redis that is there."""
    monkeypatch.setattr(moving, "RELEASE_S", PATIENCE)
    monkeypatch.setattr(moving, "ARRIVE_S", PATIENCE)
    monkeypatch.setattr(dispatch, "STEP_S", PATIENCE)


@pytest.fixture
def two(room: Room) -> tuple[RoomPeer, RoomPeer]:
    """Two people in it."""
    return a_peer(room), a_peer(room)
