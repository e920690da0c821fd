"""Peers that change from one web process to another."""

import asyncio
import uuid

import orjson
import pytest

from rooms import seen
from rooms.admission import Entered
from rooms.models import RoomPeer, SignalingMessage
from rooms.wire import moving, seating, table
from rooms.wire.close import Close
from rooms.wire.frames import Resume
from rooms.wire.seat import Seat
from rooms.wire.wire import Wire
from tests.room_sockets import Ear, reader
from tests.rooms.halls import Process, drop, epochs, say, split, stored, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]


async def test_a_line_said_here_reaches_whoever_is_on_the_way_here(
    two: tuple[RoomPeer, RoomPeer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "RELEASE_S", 0.1)
    one = Process()
    first, _here = await one.seat(two[0])
    killed = str(uuid.uuid4())
    await stored(RoomPeer.objects.filter(pk=two[1].pk).update, process=killed)
    first.table.members[str(two[1].pk)].process = killed
    back = asyncio.create_task(one.comes_back(two[1], 0, held_by=killed))
    await until(lambda: one.bridge.moving.arriving)
    line = {"type": "chat", "from": first.member.id, "id": "x", "text": "?", "to": None}
    one.hall.announce(first.table.room, line)
    seat, _missed = await back
    await until(lambda: any('"chat"' in each.text for each in seat.unconfirmed))


async def test_whoever_comes_back_here_is_gone_no_more(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other, first, second, _here, _there = await split(two)
    await one.comes_back(two[1], second.seq, held_by=other.hall.process)
    await other.comes_back(two[1], second.seq, held_by=one.hall.process)
    assert list(one.bridge.moving.gone) == [str(two[1].pk)]
    assert not other.bridge.moving.gone
    assert first.member.id not in one.bridge.moving.gone


async def test_whoever_is_away_finds_what_was_missed_in_another_process(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other, first, second, _here, there = await split(two)
    say(first, two[1])
    await until(lambda: epochs(there) == [0])
    drop(second)
    await until(lambda: first.table.members[str(two[1].pk)].shown["away"])
    for number in (1, 2):
        say(first, two[1], number)
    await one.quiet()
    await until(lambda: second.seq == there.frames[-1]["seq"] + 2)
    seat, missed = await one.comes_back(two[1], there.frames[-1]["seq"], held_by=other.hall.process)
    assert missed == [second.seq - 1, second.seq]
    assert str(two[1].pk) not in second.table.seats
    assert (seat.seq, await stored(SignalingMessage.objects.count)) == (second.seq, 0)


async def test_a_socket_that_only_seems_to_be_there_is_closed_and_gives_all_that_it_had(
    two: tuple[RoomPeer, RoomPeer],
) -> None:
    one, other, first, second, _here, there = await split(two)
    say(first, two[1])
    await until(lambda: epochs(there) == [0])
    _seat, missed = await one.comes_back(two[1], second.seq - 1, held_by=other.hall.process)
    assert (missed, there.code) == ([second.seq], Close.MOVED)


async def test_what_comes_while_somebody_moves_comes_after_what_was_missed(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other, first, second, _here, _there = await split(two)
    third = Process()
    back = asyncio.create_task(third.comes_back(two[1], second.seq, held_by=other.hall.process))
    for number in range(50):
        say(first, two[1], number)
        await asyncio.sleep(0.001)
    seat, missed = await back
    await one.quiet()
    await until(lambda: len(seat.unconfirmed) >= 50)
    assert missed is not None
    assert [each.seq for each in seat.unconfirmed] == sorted(each.seq for each in seat.unconfirmed)
    ours = [orjson.loads(each.text) for each in seat.unconfirmed if '"signal"' in each.text]
    # Those that the former process passes on may be overtaken by the first that come directly.
    assert sorted(frame["epoch"] for frame in ours) == list(range(50))


async def test_without_an_answer_a_peer_begins_anew_at_a_number_nobody_used(
    two: tuple[RoomPeer, RoomPeer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "RELEASE_S", 0.05)
    seat, missed = await Process().comes_back(two[1], 7, held_by=str(uuid.uuid4()))
    assert missed is None
    assert seat.seq > 7 + 1024


async def test_nobody_is_asked_about_a_peer_that_no_process_held(two: tuple[RoomPeer, RoomPeer]) -> None:
    async with asyncio.timeout(moving.RELEASE_S):
        _seat, missed = await Process().comes_back(two[1], 0)
    assert missed == []


async def again(peer: RoomPeer, ear: Ear, *, held_by: str) -> Seat | None:
    """The peer resumes by this socket; the database said who held it until then."""
    me, room = seen.peer_view(peer), seen.room_view(peer.room)
    entered = Entered(me, "", room, (), True, 0, (), peer.user, held_by=held_by)
    return await seating.sit(entered, Resume(str(peer.pk), "", 0), Wire(ear, reader()))


async def test_a_socket_whose_successor_sits_here_by_now_gives_way(two: tuple[RoomPeer, RoomPeer]) -> None:
    process, slow, quick = Process(), Ear(), Ear()
    table._halls[asyncio.get_running_loop()] = process.hall
    first = asyncio.create_task(again(two[1], slow, held_by=str(uuid.uuid4())))
    await until(lambda: process.bridge.moving._let_go)
    seat = await again(two[1], quick, held_by=process.hall.process)
    process.bridge.moving.was_let_go(str(two[1].pk))
    assert await first is None
    assert (slow.code, quick.code) == (Close.MOVED, None)
    await until(lambda: not process.bridge.moving.arriving)
    assert process.hall.tables[two[1].room_id].seats[str(two[1].pk)] is seat
    assert not process.bridge.moving.begins_at


async def test_a_socket_that_ends_while_redis_is_waited_for_leaves_nothing_behind(
    two: tuple[RoomPeer, RoomPeer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "ARRIVE_S", 0.05)
    process = Process()
    coming = asyncio.create_task(process.bridge.reclaim(two[0].room_id, str(two[0].pk), 0, held_by=""))
    await asyncio.sleep(0)
    assert process.bridge.moving.arriving
    coming.cancel()
    await until(lambda: not (process.bridge.moving.arriving or process.bridge.moving.rooms))


async def test_a_late_word_of_an_earlier_move_ends_nobodys_socket(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other, first, second, _here, there = await split(two)
    late = {"type": "peer.resumed", "peer": second.member.id, "process": one.hall.process}
    one.bridge.publish(first.table.room, late)
    say(first, two[1], 9)
    await until(lambda: epochs(there) == [9])
    await other.bridge._resumed_elsewhere(first.table.room, second.member.id, late)
    assert there.code is None
