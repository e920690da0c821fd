"""Rooms across web processes: events, signals, and what Redis has lost."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from channels.layers import get_channel_layer
from structlog.testing import capture_logs

from rooms import bus, lifecycle
from rooms.enums import ClosedReason, PeerStatus
from rooms.models import Room, RoomMember, RoomPeer, SignalingMessage
from rooms.wire import bridge, groups, table
from rooms.wire.close import Close
from rooms.wire.seat import MOST_UNCONFIRMED
from school import clock
from tests.room_sockets import shown
from tests.rooms.halls import Process, a_peer, a_room, epochs, heard, say, split, stored, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]


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
