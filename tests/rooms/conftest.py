"""Fixtures of rooms."""

from typing import Any

import pytest

from rooms import bus
from tests.rooms.socket_fixtures import host, opened, pair, room, student

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
