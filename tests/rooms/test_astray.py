"""What was sent to peers of other processes, should one of those have been killed."""

import uuid
from typing import Any

import orjson
import pytest
from pytest_django import Settings

from rooms.models import RoomPeer
from rooms.wire import astray, moving
from rooms.wire.astray import Astray
from rooms.wire.seat import Seat
from tests.rooms.halls import Process, a_peer, a_room, stored, until


def test_each_peer_finds_what_was_sent_to_it_in_order() -> None:
    sent = Astray()
    for peer, text in (("a", "1"), ("b", "2"), ("a", "3")):
        sent.note(peer, text)
    assert (sent.of("a"), sent.of("b"), sent.of("c")) == (["1", "3"], ["2"], [])


def test_what_is_too_old_is_forgotten(settings: Settings) -> None:
    sent = Astray()
    sent.note("a", "1")
    settings.ROOM_SIGNAL_TTL_S = -1
    assert sent.of("a") == []


def test_of_too_much_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(astray, "MOST_BYTES", 3)
    sent = Astray()
    for text in ("12", "34", "5"):
        sent.note("a", text)
    assert sent.of("a") == ["34", "5"]


async def a_killed_process(monkeypatch: pytest.MonkeyPatch) -> tuple[Process, Seat, RoomPeer, str]:
    """Somebody who sits in a process, and somebody else who is held by one that is no more."""
    monkeypatch.setattr(moving, "RELEASE_S", 0.05)
    room, killed, process = await stored(a_room), str(uuid.uuid4()), Process()
    there = await stored(a_peer, room, process=killed)
    seat, _ear = await process.seat(await stored(a_peer, room))
    await process.bridge.refresh([room.pk])
    return process, seat, there, killed


def speak(seat: Seat, to: RoomPeer) -> None:
    """An offer to the peer, and a line to everybody."""
    offer = {
        "type": "signal",
        "from": seat.member.id,
        "id": "1",
        "kind": "offer",
        "epoch": 1,
        "payload": {"sdp": "v=0"},
    }
    assert seat.table.send(str(to.pk), orjson.dumps(offer).decode(), sender=seat.member.id)
    line = {"type": "chat", "from": seat.member.id, "id": "2", "text": "?", "to": None}
    seat.table.hall.announce(seat.table.room, line)


def got(seat: Seat) -> list[Any]:
    """The ids of the signals and lines that are on their way to the browser."""
    frames = [orjson.loads(each.text) for each in seat.unconfirmed]
    return [frame["id"] for frame in frames if "id" in frame]


@pytest.mark.django_db(transaction=True)
async def test_what_went_to_a_killed_process_is_there_when_its_people_come_to_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process, seat, there, killed = await a_killed_process(monkeypatch)
    speak(seat, there)
    back, _missed = await process.comes_back(there, 0, held_by=killed)
    await until(lambda: len(got(back)) >= 2)
    assert got(back) == ["1", "2"]


@pytest.mark.django_db(transaction=True)
async def test_what_went_to_a_killed_process_follows_its_people_to_a_third_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process, seat, there, killed = await a_killed_process(monkeypatch)
    speak(seat, there)
    await process.quiet()
    back, _missed = await Process().comes_back(there, 0, held_by=killed)
    await until(lambda: len(got(back)) >= 2)
    assert got(back) == ["1", "2"]
