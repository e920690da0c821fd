"""Rooms across web processes: events, signals, and peers that change from one to another."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from channels.layers import get_channel_layer
from structlog.testing import capture_logs

from rooms import bus, lifecycle, seen
from rooms.admission import Entered
from rooms.enums import ClosedReason, PeerStatus
from rooms.models import Room, RoomMember, RoomPeer, SignalingMessage
from rooms.wire import bridge, dispatch, groups, moving, seating, table
from rooms.wire.close import Close
from rooms.wire.frames import Resume
from rooms.wire.seat import MOST_UNCONFIRMED, Seat, encode
from rooms.wire.wire import Wire
from school import clock
from tests import factories
from tests.room_sockets import Ear, reader, shown
from tests.rooms.halls import Process, a_peer, a_room, drop, stored, until
from tests.sockets import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, nobody gives up on a process or a Redis that is there."""
    monkeypatch.setattr(moving, "RELEASE_S", PATIENCE)
    monkeypatch.setattr(moving, "ARRIVE_S", PATIENCE)
    monkeypatch.setattr(dispatch, "STEP_S", PATIENCE)


@pytest.fixture
def room(transactional_db: None) -> Room:
    """Any room."""
    return factories.room()


@pytest.fixture
def two(room: Room) -> tuple[RoomPeer, RoomPeer]:
    """Two people in it."""
    return a_peer(room), a_peer(room)


def heard(ear: Ear, kind: str) -> list[dict[str, Any]]:
    """All frames of this type."""
    return [frame for frame in ear.frames if frame["type"] == kind]


def say(seat: Seat, to: RoomPeer, number: int = 0) -> None:
    """The seat's browser sends a signal to another peer."""
    frame = {"type": "signal", "from": seat.member.id, "kind": "offer", "epoch": number, "payload": {"sdp": "v=0"}}
    assert seat.table.send(str(to.pk), encode({**frame, "id": str(uuid.uuid4())}), sender=seat.member.id)


def epochs(ear: Ear) -> list[int]:
    """The signals that arrived, in order."""
    return [frame["epoch"] for frame in heard(ear, "signal")]


async def split(two: tuple[RoomPeer, RoomPeer]) -> tuple[Process, Process, Seat, Seat, Ear, Ear]:
    """The two sit in two processes, and know of each other."""
    one, other = Process(), Process()
    await one.follows(two[0].room)
    await other.follows(two[0].room)
    first, here = await one.seat(two[0])
    second, there = await other.seat(two[1])
    await until(lambda: first.table.members[str(two[1].pk)].process == other.hall.process)
    await until(lambda: second.table.members[str(two[0].pk)].process == one.hall.process)
    return one, other, first, second, here, there


async def test_a_process_knows_who_was_in_the_room_before_it_came(two: tuple[RoomPeer, RoomPeer]) -> None:
    table = await Process().follows(two[0].room)
    assert set(table.members) == {str(peer.pk) for peer in two}


async def test_signals_reach_a_peer_of_another_process_once_and_in_order(two: tuple[RoomPeer, RoomPeer]) -> None:
    _one, _other, first, _second, _here, there = await split(two)
    for number in range(150):
        say(first, two[1], number)
    await until(lambda: len(epochs(there)) == 150)
    assert epochs(there) == list(range(150))
    assert [frame["seq"] for frame in there.frames] == list(range(1, len(there.frames) + 1))


async def test_a_flood_from_another_process_fills_its_senders_share_and_closes_nobody(
    two: tuple[RoomPeer, RoomPeer],
) -> None:
    _one, _other, first, second, here, there = await split(two)
    for number in range(MOST_UNCONFIRMED + 1):
        say(first, two[1], number)
    await until(lambda: len(epochs(there)) + len(heard(here, "error")) == MOST_UNCONFIRMED + 1)
    assert {(frame["code"], frame["ref"] is not None) for frame in heard(here, "error")} == {("try_later", True)}
    assert there.code is None
    second.confirm(second.seq)
    say(first, two[1], 9999)
    await until(lambda: epochs(there)[-1] == 9999)


async def test_what_another_process_had_no_room_for_may_be_sent_again(two: tuple[RoomPeer, RoomPeer]) -> None:
    process = Process()
    seat, _ear = await process.seat(two[0])
    refused = {"what": "refused", "room": two[0].room_id, "peer": seat.member.id, "ref": "id"}
    assert [seat.is_new("id"), seat.is_new("id")] == [True, False]
    process.bridge._take_in(refused, "another")
    assert seat.is_new("id")


async def test_what_is_said_to_everybody_reaches_the_others_once(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other, first, _second, here, there = await split(two)
    one.hall.announce(first.table.room, {"type": "chat", "from": first.member.id, "id": "x", "text": "?", "to": None})
    await until(lambda: heard(there, "chat"))
    await other.quiet()
    assert (len(heard(here, "chat")), len(heard(there, "chat"))) == (1, 1)


async def test_what_a_verb_announces_reaches_a_process_that_did_not_do_it(two: tuple[RoomPeer, RoomPeer]) -> None:
    _one, _other, _first, _second, here, there = await split(two)
    await stored(bus.announce, two[0].room_id, {"type": "spotlight", "peer": str(two[0].pk)})
    await until(lambda: heard(here, "spotlight") and heard(there, "spotlight"))


async def test_what_a_verb_announces_comes_after_what_sockets_have_announced(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other = Process(), Process()
    table._halls[asyncio.get_running_loop()] = one.hall
    _seat, ear = await other.seat(two[0])
    await one.follows(two[0].room)
    peer = shown()
    for _ in range(100):
        one.hall.announce(two[0].room_id, {"type": "peer.joined", "peer": peer, "user": 1, "process": "x"})
    left = {"type": "peer.left", "peer": peer["id"], "reason": "left"}
    await stored(bus.announce, two[0].room_id, left)
    await until(lambda: heard(ear, "peer.left"))
    await one.quiet()
    assert peer["id"] not in other.hall.tables[two[0].room_id].members


async def test_what_a_verb_announces_while_redis_is_away_comes_when_it_is_back(
    two: tuple[RoomPeer, RoomPeer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Process(), Process()
    table._halls[asyncio.get_running_loop()] = one.hall
    _seat, ear = await other.seat(two[0])
    layer, tries = get_channel_layer(), list[str]()
    send = layer.group_send

    async def away_at_first(group: str, message: dict[str, Any]) -> None:
        tries.append(group)
        if len(tries) == 1:
            raise OSError
        await send(group, message)

    monkeypatch.setattr(layer, "group_send", away_at_first)
    await stored(bus.announce, two[0].room_id, {"type": "spotlight", "peer": None})
    await until(lambda: heard(ear, "spotlight"))


async def test_a_listener_that_fails_listens_again_and_catches_up(
    two: tuple[RoomPeer, RoomPeer], monkeypatch: pytest.MonkeyPatch
) -> None:
    process, layer = Process(), get_channel_layer()
    seat, ear = await process.seat(two[0])
    receive, failures = layer.receive, [RuntimeError()]

    async def fails_once(channel: str) -> Any:
        message = await receive(channel)
        if failures:
            await stored(RoomPeer.objects.filter(pk=two[0].pk).update, role="host", is_host=True)
            raise failures.pop()
        return message

    monkeypatch.setattr(layer, "receive", fails_once)
    monkeypatch.setattr(bridge, "DEAF_S", 0.01)
    await until(lambda: process.bridge._heard.is_set())
    for _ in range(2):
        await layer.group_send(groups.of_process(process.hall.process), {"type": "rooms.items", "items": []})
    await until(lambda: seat.member.is_host)
    await until(lambda: heard(ear, "peer.updated"))


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


async def test_a_signal_to_whom_nobody_holds_waits_in_the_mailbox(two: tuple[RoomPeer, RoomPeer]) -> None:
    one = Process()
    first, _here = await one.seat(two[0])
    say(first, two[1])
    await one.quiet()
    _seat, missed = await Process().comes_back(two[1], 0)
    assert missed == [1]


async def test_a_line_to_everybody_waits_for_whom_nobody_holds(two: tuple[RoomPeer, RoomPeer]) -> None:
    one = Process()
    first, _here = await one.seat(two[0])
    line = {"type": "chat", "from": first.member.id, "id": "x", "text": "?", "to": None}
    one.hall.announce(first.table.room, line)
    await one.quiet()
    kept = await stored(lambda: SignalingMessage.objects.get().payload)
    assert kept == line | {"seq": 1}


async def test_a_signal_finds_somebody_who_was_nowhere_a_moment_ago(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other = Process(), Process()
    first, _here = await one.seat(two[0])
    _second, there = await other.seat(two[1])
    await one.quiet()
    first.table.members[str(two[1].pk)].process = ""
    say(first, two[1], 5)
    await until(lambda: epochs(there) == [5])


async def test_a_frame_for_nobody_is_lost_with_a_line_in_the_log(room: Room) -> None:
    process = Process()
    await process.follows(room)
    item = {"what": "post", "room": room.pk, "to": str(uuid.uuid4()), "text": "{}", "is_forwarded": True}
    with capture_logs() as logs:
        process.bridge._take_in(item, "another")
    assert [line["event"] for line in logs] == ["rooms.not_brought"]


@pytest.mark.parametrize("message", [{"process": "x", "items": [{}]}, {"process": "x", "items": [{"what": "event"}]}])
async def test_what_another_release_says_ends_nothing(room: Room, message: dict[str, Any]) -> None:
    process = Process()
    await process.follows(room)
    with capture_logs() as logs:
        await get_channel_layer().group_send(groups.of_process(process.hall.process), {"type": "x"} | message)
        await until(lambda: logs)
    assert logs[0]["event"] == "rooms.not_understood"


def ban(peer: RoomPeer) -> None:
    """As rooms.moderation does, and the announcement is lost."""
    RoomMember.objects.create(room=peer.room, user=peer.user, banned_at=clock.now())
    RoomPeer.objects.filter(pk=peer.pk).update(status=PeerStatus.LEFT)


def close(peer: RoomPeer) -> None:
    """So too."""
    Room.objects.filter(pk=peer.room_id).update(status="closed", closed_reason="host_ended", closed_at=clock.now())


def leave(peer: RoomPeer) -> None:
    """So too."""
    RoomPeer.objects.filter(pk=peer.pk).update(status=PeerStatus.LEFT)


@pytest.mark.parametrize(
    ("happened", "code"), [(ban, Close.NOT_ALLOWED), (close, Close.ROOM_CLOSED), (leave, Close.TIMED_OUT)]
)
async def test_what_redis_has_lost_is_made_up_for(
    two: tuple[RoomPeer, RoomPeer], happened: Callable[[RoomPeer], None], code: Close
) -> None:
    process = Process()
    _seat, ear = await process.seat(two[0])
    await stored(happened, two[0])
    await process.bridge.refresh([two[0].room_id])
    assert ear.code == code


async def test_who_came_and_who_became_something_else_is_made_up_for(two: tuple[RoomPeer, RoomPeer]) -> None:
    process = Process()
    seat, ear = await process.seat(two[0])
    third = await stored(a_peer, two[0].room)
    await stored(RoomPeer.objects.filter(pk=two[0].pk).update, role="host", is_host=True)
    await process.bridge.refresh([two[0].room_id])
    assert [frame["peer"]["id"] for frame in heard(ear, "peer.joined")] == [str(third.pk)]
    assert seat.member.is_host


async def test_a_room_that_redis_did_not_take_at_first_is_followed_all_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, layer, tries = Process(), get_channel_layer(), list[str]()
    # It listens already, and does not begin anew because of this.
    await process.follows(await stored(a_room))
    add = layer.group_add

    async def away_at_first(group: str, channel: str) -> None:
        tries.append(group)
        if tries.count(group) == 1 and group == groups.of_room(room.pk):
            raise OSError
        await add(group, channel)

    monkeypatch.setattr(layer, "group_add", away_at_first)
    monkeypatch.setattr(bridge, "DEAF_S", 0.01)
    await process.follows(room)
    await until(lambda: room.pk in process.bridge._followed)


async def test_whoever_has_just_sat_down_is_not_taken_for_silent(two: tuple[RoomPeer, RoomPeer]) -> None:
    process = Process()
    _seat, ear = await process.seat(two[0])
    process.bridge.presence.tick(time.monotonic())
    assert ear.code is None


async def test_a_room_that_is_over_is_not_followed_any_more(two: tuple[RoomPeer, RoomPeer]) -> None:
    one, other, _first, _second, here, there = await split(two)
    await stored(lifecycle.close, two[0].room, reason=ClosedReason.IDLE, by=None)
    await until(lambda: (here.code, there.code) == (Close.ROOM_CLOSED, Close.ROOM_CLOSED))
    await until(lambda: not one.bridge._followed and not other.bridge._followed)
