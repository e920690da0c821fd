"""What was sent to peers of other processes, should one of those have been killed."""

import uuid
from typing import Any

import orjson
import pytest
from pytest_django import Settings

from rooms.models import RoomPeer
from rooms.wire import astray, moving
from rooms.wire.astray import Astray
from rooms.wire.seat import Seat, encode
from rooms.wire.table import Table
from tests.room_sockets import ROOM, seated
from tests.rooms.halls import Process, a_peer, a_room, stored, until


def test_each_peer_finds_what_was_sent_to_it_and_to_all_in_order() -> None:
    sent = Astray()
    sent.note("a", "1")
    sent.note("b", "2")
    sent.note_line(1, ["a", "c"], "3")
    sent.note_line(2, ["a"], "4")
    sent.note("a", "5")
    assert [sent.of(1, peer) for peer in "abcd"] == [["1", "3", "5"], ["2"], ["3"], []]


def test_what_is_too_old_is_forgotten_and_takes_no_memory(settings: Settings) -> None:
    sent = Astray()
    sent.note("a", "1")
    sent.note_line(1, ["b"], "2")
    settings.ROOM_SIGNAL_TTL_S = -1
    assert (sent.of(1, "a"), sent._lately, sent._bytes) == ([], {}, 0)


def entries(monkeypatch: pytest.MonkeyPatch, *, of_one: int, of_all: int) -> Astray:
    """Takes so many texts of one character."""
    monkeypatch.setattr(astray, "MOST_OF_ONE", of_one * (astray._ENTRY_COSTS + 1))
    monkeypatch.setattr(astray, "MOST_BYTES", of_all * (astray._ENTRY_COSTS + 1))
    return Astray()


def test_whoever_is_sent_too_much_pushes_out_nothing_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = entries(monkeypatch, of_one=2, of_all=9)
    sent.note("b", "0")
    for text in "123":
        sent.note("a", text)
        sent.note_line(1, ["c", "d"], text)
    assert [sent.of(1, peer) for peer in "abcd"] == [["2", "3"], ["0"], ["2", "3"], ["2", "3"]]


def test_of_signals_and_lines_together_the_newest_are_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = entries(monkeypatch, of_one=2, of_all=9)
    sent.note("a", "1")
    sent.note_line(1, ["a"], "2")
    sent.note("a", "3")
    assert sent.of(1, "a") == ["2", "3"]


def test_of_too_much_in_all_whoever_has_most_loses_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = entries(monkeypatch, of_one=9, of_all=3)
    sent.note("b", "0")
    for text in "123":
        sent.note("a", text)
    assert (sent.of(1, "a"), sent.of(1, "b")) == (["2", "3"], ["0"])


def test_bytes_are_counted_as_they_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = entries(monkeypatch, of_one=2, of_all=9)
    sent.note("a", "1")
    sent.note("a", "ế")
    assert sent.of(1, "a") == ["ế"]


def a_seat() -> tuple[Process, Seat]:
    """Somebody who sits in a process, and no database."""
    process = Process()
    table = process.hall.tables[1] = Table(process.hall, 1, dict(ROOM))
    return process, seated(table)[0]


async def test_what_was_refused_is_not_brought_once_more() -> None:
    process, seat = a_seat()
    sent = process.bridge.astray
    for sender, id_ in ((seat.member.id, "1"), (seat.member.id, "2"), ("another", "1")):
        sent.note("a", encode({"from": sender, "id": id_}), sender)
    refused = {"what": "refused", "room": 1, "peer": seat.member.id, "to": "a", "ref": "1"}
    process.bridge._take_in(refused, "another process")
    assert [orjson.loads(text)["id"] for text in sent.of(1, "a")] == ["2", "1"]
    assert sent._bytes == sum(each.size for each in sent._lately["a"])


async def test_whoever_sits_here_by_now_is_brought_at_once_what_a_killed_process_had() -> None:
    process, seat = a_seat()
    process.bridge.astray.note(seat.member.id, '{"id":"1"}')
    process.bridge.killed(1, seat.member.id)
    assert (got(seat), process.bridge.moving.arriving) == (["1"], {})
    await process.bridge.dispatch.done()


async def a_killed_process(monkeypatch: pytest.MonkeyPatch) -> tuple[Process, Seat, RoomPeer, str]:
    """Somebody who sits in a process, and somebody else who is held by one that is no more."""
    monkeypatch.setattr(moving, "RELEASE_S", 0.05)
    room, killed, process = await stored(a_room), str(uuid.uuid4()), Process()
    there = await stored(a_peer, room, process=killed)
    seat, _ear = await process.seat(await stored(a_peer, room))
    await process.bridge.refresh([room.pk])
    return process, seat, there, killed


def speak(seat: Seat, to: RoomPeer) -> None:
    """An offer to the peer, a line to everybody, and another offer."""
    offer = {"type": "signal", "from": seat.member.id, "kind": "offer", "epoch": 1, "payload": {"sdp": "v=0"}}
    line = {"type": "chat", "from": seat.member.id, "id": "2", "text": "?", "to": None}
    assert seat.table.send(str(to.pk), encode(offer | {"id": "1"}), sender=seat.member.id)
    seat.table.hall.announce(seat.table.room, line)
    assert seat.table.send(str(to.pk), encode(offer | {"id": "3"}), sender=seat.member.id)


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
    await until(lambda: len(got(back)) >= 3)
    assert got(back) == ["1", "2", "3"]


@pytest.mark.django_db(transaction=True)
async def test_what_went_to_a_killed_process_follows_its_people_to_a_third_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process, seat, there, killed = await a_killed_process(monkeypatch)
    speak(seat, there)
    await process.quiet()
    back, _missed = await Process().comes_back(there, 0, held_by=killed)
    # The line may come by the room's group too, and before: browsers know its id.
    await until(lambda: set(got(back)) >= {"1", "2", "3"})
    assert list(dict.fromkeys(id_ for id_ in got(back) if id_ != "2")) == ["1", "3"]
