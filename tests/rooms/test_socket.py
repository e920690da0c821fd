"""The socket of a room through the whole application: who comes in, and who is told what."""

import asyncio
import uuid

import pytest
from channels.db import database_sync_to_async as in_thread

from rooms import bus, lifecycle
from rooms.enums import ClosedReason, PeerStatus
from rooms.models import Room, RoomPeer
from rooms.wire import table
from rooms.wire.wire import Wire
from tests.room_sockets import SDP, Frame
from tests.rooms import people
from tests.rooms.socket_fixtures import Opened, Pair
from tests.sockets import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_host_is_welcomed_with_all_that_a_client_needs(room: Room, host: str, opened: Opened) -> None:
    welcome = await opened(room.slug, host).hello()
    peer = await in_thread(RoomPeer.objects.get)()
    assert (welcome["type"], welcome["peer"], welcome["seq"], welcome["resumed"]) == ("welcome", str(peer.pk), 0, False)
    assert welcome["you"] == {"is_host": True, "role": "host", "permits": {"share": True}, "camera": False, "of": None}
    assert (welcome["peers"], welcome["lobby"], welcome["beat_s"], welcome["away_s"]) == ([], [], 10, 20)
    assert (welcome["room"]["slug"], welcome["room"]["status"]) == (room.slug, "open")
    assert welcome["secret"]
    assert isinstance(welcome["ice_servers"], list)


async def test_people_hear_of_each_other_and_signals_are_stamped_and_numbered(pair: Pair) -> None:
    one, two = pair
    id_ = await two.signal(one.peer, **{"from": str(uuid.uuid4())})
    assert await one.hears("signal") == {
        "seq": 2,
        "type": "signal",
        "from": two.peer,
        "id": id_,
        "kind": "offer",
        "epoch": 1,
        "payload": SDP,
    }


async def test_a_newcomer_is_told_who_is_there(room: Room, host: str, student: str, opened: Opened) -> None:
    first = opened(room.slug, host)
    await first.hello()
    second = await opened(room.slug, student).hello()
    assert [(peer["id"], peer["is_host"], peer["away"]) for peer in second["peers"]] == [(first.peer, True, False)]
    joined = await first.receive()
    assert (joined["seq"], joined["peer"]["id"]) == (1, second["peer"])


async def test_a_newcomer_is_told_of_whom_no_event_has_told(pair: Pair, room: Room, opened: Opened) -> None:
    await in_thread(Room.objects.update)(kind="class", capacity=9)
    elsewhere = await in_thread(people.entered)(room, await in_thread(people.admitted)(room))
    third = opened(room.slug, await in_thread(lambda: people.session_of(people.admitted(room)))())
    welcome = await third.hello()
    assert str(elsewhere.me.id) in {peer["id"] for peer in welcome["peers"]}
    assert (await pair[0].hears("peer.joined"))["peer"]["id"] == str(elsewhere.me.id)


async def test_a_socket_that_does_not_read_leaves_nothing_behind(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go: list[Wire] = []
    abandon = Wire.abandon

    def noted(wire: Wire) -> None:
        let_go.append(wire)
        abandon(wire)

    monkeypatch.setattr(Wire, "abandon", noted)
    for browser in pair:
        await browser.leave()
    assert len(let_go) == 2


async def test_whoever_comes_back_has_confirmed_what_it_says(pair: Pair, room: Room, host: str, opened: Opened) -> None:
    one, two = pair
    await two.signal(one.peer)
    last = (await one.hears("signal"))["seq"]
    again = opened(room.slug, host)
    assert (await again.resume(one.peer, one.secret, last))["resumed"]
    seat = table.hall().tables[room.pk].seats[one.peer]
    assert [each for each in seat.unconfirmed if each.seq <= last] == []


async def test_what_a_peer_sends_is_shown_to_others_and_kept_for_those_who_come_later(pair: Pair) -> None:
    one, two = pair
    await two.send({"type": "state", "mic": True})
    await two.send({"type": "state", "mic": True})
    await two.send({"type": "state", "hand": True})
    states = [(await one.hears("peer.updated"))["peer"]["state"] for _ in range(2)]
    assert [(state["mic"], state["hand"]) for state in states] == [(True, False), (True, True)]
    await two.send({"type": "beat"})
    assert (await two.receive())["type"] == "beat"
    async with asyncio.timeout(PATIENCE):
        while (await in_thread(RoomPeer.objects.get)(pk=two.peer)).state != {"mic": True, "hand": True}:  # noqa: ASYNC110 - a row
            await asyncio.sleep(0)


async def test_who_leaves_is_gone_at_once(pair: Pair) -> None:
    one, two = pair
    await two.send({"type": "leave"})
    assert await two.closed() == 1000
    left = await one.hears("peer.left")
    assert (left["peer"], left["reason"]) == (two.peer, "left")
    assert (await in_thread(RoomPeer.objects.get)(pk=two.peer)).status == PeerStatus.LEFT


async def test_whose_socket_drops_is_away_and_comes_back_to_exactly_what_was_missed(
    pair: Pair, room: Room, student: str, opened: Opened
) -> None:
    one, two = pair
    await two.leave()
    await one.hears("peer.away")
    for epoch in (1, 2):
        await one.signal(two.peer, epoch=epoch)
    again = opened(room.slug, student)
    welcome = await again.resume(two.peer, two.secret, 0)
    assert (welcome["peer"], welcome["resumed"], welcome["seq"]) == (two.peer, True, 0)
    assert [(frame["seq"], frame["epoch"]) for frame in [await again.receive(), await again.receive()]] == [
        (1, 1),
        (2, 2),
    ]
    assert (await one.hears("peer.updated"))["peer"]["away"] is False


async def test_after_a_gap_the_same_peer_gets_a_fresh_snapshot(
    pair: Pair, room: Room, student: str, opened: Opened
) -> None:
    one, two = pair
    await one.signal(two.peer)
    await two.hears("signal")
    await two.send({"type": "ack", "seq": 1})
    await two.leave()
    again = opened(room.slug, student)
    welcome = await again.resume(two.peer, two.secret, 0)
    assert (welcome["peer"], welcome["resumed"], welcome["seq"]) == (two.peer, False, 1)
    await one.signal(two.peer)
    assert (await again.hears("signal"))["seq"] == 2


async def test_a_socket_whose_peer_is_resumed_elsewhere_closes(
    pair: Pair, room: Room, student: str, opened: Opened
) -> None:
    one, two = pair
    again = opened(room.slug, student)
    assert (await again.resume(two.peer, two.secret, 0))["resumed"]
    assert await two.closed() == 4409
    await two.leave()
    await one.signal(two.peer)
    assert (await again.hears("signal"))["from"] == one.peer


async def test_a_wrong_secret_is_refused(pair: Pair, room: Room, student: str, opened: Opened) -> None:
    again = opened(room.slug, student)
    assert (await again.resume(pair[1].peer, "guessed", 0))["code"] == "not_allowed"
    assert await again.closed() == 4403


async def test_on_a_second_device_one_chooses_and_the_first_closes(
    room: Room, host: str, student: str, opened: Opened
) -> None:
    first, second = opened(room.slug, host), opened(room.slug, host)
    await first.hello()
    assert await second.hello() == {"type": "elsewhere"}
    await second.send({"type": "hello", "v": 1, "as": "move"})
    assert (await second.receive())["type"] == "welcome"
    assert (await first.closed()) == 4409


async def test_who_waits_is_let_in_by_a_host(room: Room, host: str, opened: Opened) -> None:
    teacher = opened(room.slug, host)
    await teacher.hello()
    pupil = opened(room.slug, await in_thread(people.session_of)(await in_thread(people.right)(room)))
    assert await pupil.hello() == {"type": "waiting", "reason": "lobby"}
    (knock,) = (await teacher.hears("lobby"))["waiting"]
    await teacher.send({"type": "admit", "knock": knock["knock"]})
    assert (await pupil.hears("welcome"))["you"]["role"] == "student"
    assert (await teacher.hears("peer.joined"))["peer"]["display_name"] == knock["display_name"]


async def test_who_waits_on_two_devices_waits_until_the_last_is_gone(room: Room, host: str, opened: Opened) -> None:
    teacher = opened(room.slug, host)
    await teacher.hello()
    key = await in_thread(people.session_of)(await in_thread(people.right)(room))
    first, second, third = (opened(room.slug, key) for _ in range(3))
    for device in (first, second, third):
        assert await device.hello() == {"type": "waiting", "reason": "lobby"}
    (knock,) = (await teacher.hears("lobby"))["waiting"]
    await third.leave()
    await teacher.send({"type": "admit", "knock": knock["knock"]})
    assert {(await device.receive())["type"] for device in (first, second)} == {"welcome", "elsewhere"}


async def test_who_waits_may_be_turned_away(room: Room, host: str, opened: Opened) -> None:
    teacher = opened(room.slug, host)
    await teacher.hello()
    pupil = opened(room.slug, await in_thread(people.session_of)(await in_thread(people.right)(room)))
    await pupil.hello()
    (knock,) = (await teacher.hears("lobby"))["waiting"]
    await teacher.send({"type": "deny", "knock": knock["knock"]})
    assert await pupil.refusal() == ("denied", 4403)


async def test_who_waits_for_a_host_is_told_what_they_wait_for_then(room: Room, host: str, opened: Opened) -> None:
    pupil = opened(room.slug, await in_thread(people.session_of)(await in_thread(people.right)(room)))
    assert await pupil.hello() == {"type": "waiting", "reason": "no_host"}
    await opened(room.slug, host).hello()
    assert await pupil.receive() == {"type": "waiting", "reason": "lobby"}
    await pupil.send({"type": "hello", "v": 1})
    assert (await pupil.receive())["code"] == "already_joined"
    await pupil.send({"type": "beat"})
    assert await pupil.receive() == {"type": "beat"}
    await in_thread(lifecycle.close)(room, reason=ClosedReason.HOST_ENDED, by=room.host)
    assert await pupil.refusal() == ("host_ended", 4410)


async def test_hosts_moderate(pair: Pair) -> None:
    one, two = pair
    await one.send({"type": "mute", "peer": two.peer})
    assert (await two.hears("mute.request"))["from"] == one.peer
    await two.send({"type": "state", "hand": True})
    assert (await one.hears("peer.updated"))["peer"]["state"]["hand"]
    await one.send({"type": "lower", "peer": "all"})
    assert not (await one.hears("peer.updated"))["peer"]["state"]["hand"]
    await two.hears("hand.lowered")
    await one.send({"type": "spotlight", "peer": two.peer})
    assert (await two.hears("spotlight"))["peer"] == two.peer
    await one.send({"type": "lock", "locked": True})
    assert (await two.hears("room.updated"))["room"]["locked"]
    await one.send({"type": "permit", "peer": two.peer, "share": True})
    assert (await two.hears("peer.updated"))["peer"]["permits"] == {"share": True}
    await one.send({"type": "cohost", "peer": two.peer})
    assert (await two.hears("peer.updated"))["peer"]["is_host"]


async def test_who_is_removed_is_told_so_and_closed(pair: Pair) -> None:
    one, two = pair
    await one.send({"type": "remove", "peer": two.peer})
    assert (await two.hears("error"))["code"] == "removed"
    assert await two.closed() == 4403
    assert (await one.hears("peer.left"))["reason"] == "removed"


async def test_a_lesson_that_its_host_ends_ends_for_all(pair: Pair, room: Room) -> None:
    await pair[0].send({"type": "close"})
    for each in pair:
        assert (await each.hears("room.closed"))["reason"] == "host_ended"
        assert await each.closed() == 4410


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "admit", "knock": 10**9}, "no_such_knock"),
        ({"type": "permit", "peer": str(uuid.uuid4())}, "no_such_peer"),
    ],
)
async def test_a_host_hears_what_could_not_be_done(pair: Pair, frame: Frame, code: str) -> None:
    await pair[0].send(frame)
    assert (await pair[0].hears("error"))["code"] == code


async def test_an_event_of_a_verb_is_applied_after_the_commit_alone(pair: Pair, room: Room) -> None:
    event = {"type": "spotlight", "peer": None}
    await in_thread(bus.announce)(room.pk, event)
    assert (await pair[0].hears("spotlight"))["peer"] is None
    assert table.hall().tables[room.pk].shown["spotlight"] is None


async def test_when_everybody_has_left_nothing_remains_in_memory(pair: Pair) -> None:
    hall = table.hall()
    for each in pair:
        await each.send({"type": "leave"})
        await each.hears("peer.left") if each is pair[1] else None
        await each.closed() if each is pair[0] else None
    async with asyncio.timeout(PATIENCE):
        while hall.tables:  # noqa: ASYNC110 - a dictionary
            await asyncio.sleep(0)
