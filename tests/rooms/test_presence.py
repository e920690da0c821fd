"""Who is there, away or gone."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from rooms import events
from rooms.enums import KnockAnswer, PeerStatus
from rooms.models import Room, RoomKnock, RoomPeer, SignalingMessage
from rooms.seen import KnockView
from rooms.wire import presence, snapshot
from rooms.wire.close import Close
from rooms.wire.presence import RENEW_S
from rooms.wire.seat import Seat, encode
from rooms.wire.table import Waiter
from rooms.wire.timers import AWAY_S, QUIET_S, SILENT_S
from school import clock
from tests import factories
from tests.room_sockets import Ear
from tests.rooms.halls import Process, a_peer, drop, stored, until
from tests.rooms.people import session_of

pytestmark = pytest.mark.django_db(transaction=True)
Sitting = tuple[Process, Seat, Ear]


@pytest.fixture
def peer(transactional_db: None) -> RoomPeer:
    """Somebody in a room."""
    return a_peer(factories.room(), process="somewhere")


@pytest.fixture
async def sitting(peer: RoomPeer) -> Sitting:
    """They have a seat, and were heard a moment ago."""
    process = Process()
    return process, *await process.seat(peer)


def status(peer: RoomPeer) -> tuple[str, bool]:
    """What the database says: status, and whether away."""
    peer.refresh_from_db()
    return peer.status, peer.away_since is not None


async def after(sitting: Sitting, seconds: float) -> None:
    """What becomes of the seat when that much time has passed."""
    process, _seat, _ear = sitting
    process.bridge.presence.tick(time.monotonic() + seconds)
    await process.quiet()


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (QUIET_S - 1, (PeerStatus.JOINED, False)),
        (QUIET_S, (PeerStatus.JOINED, True)),
        (SILENT_S, (PeerStatus.LEFT, False)),
    ],
)
async def test_beats_decide(sitting: Sitting, peer: RoomPeer, seconds: float, found: tuple[str, bool]) -> None:
    # Here, because making the database took a while.
    sitting[1].beat_at = time.monotonic()
    await after(sitting, seconds)
    assert await stored(status, peer) == found


async def test_others_hear_that_somebody_is_away_and_back(sitting: Sitting, peer: RoomPeer) -> None:
    process, seat, _ear = sitting
    _other, there = await process.seat(await stored(a_peer, peer.room))
    _other.beat_at = time.monotonic() + QUIET_S
    await after(sitting, QUIET_S)
    seat.beat_at = time.monotonic() + QUIET_S
    await after(sitting, QUIET_S)
    gone, back = there.frames
    assert (gone["type"], gone["peer"]) == ("peer.away", str(peer.pk))
    assert (back["type"], back["peer"]["away"]) == ("peer.updated", False)
    assert await stored(status, peer) == (PeerStatus.JOINED, False)


async def test_a_silent_socket_is_closed(sitting: Sitting) -> None:
    await after(sitting, SILENT_S)
    assert sitting[2].code == Close.TIMED_OUT


async def test_whoever_loses_the_socket_leaves_after_a_while(sitting: Sitting, peer: RoomPeer) -> None:
    process, seat, _ear = sitting
    seat.push(encode({"type": "chat"}))
    drop(seat)
    await after(sitting, AWAY_S - 1)
    assert await stored(status, peer) == (PeerStatus.JOINED, True)
    assert await stored(SignalingMessage.objects.count) == 1
    await after(sitting, AWAY_S + 1)
    await until(lambda: not process.hall.tables)
    assert await stored(status, peer) == (PeerStatus.LEFT, False)
    assert await stored(SignalingMessage.objects.count) == 0


async def test_what_comes_while_somebody_is_away_is_kept(sitting: Sitting) -> None:
    process, seat, _ear = sitting
    drop(seat)
    for _ in range(3):
        seat.push(encode({"type": "chat"}))
    await process.quiet()
    assert await stored(lambda: list(SignalingMessage.objects.values_list("seq", flat=True))) == [1, 2, 3]


async def test_a_jump_of_the_clock_sends_nobody_away(
    sitting: Sitting, peer: RoomPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = timezone.now
    for jump in (timedelta(days=1), timedelta(days=-1)):
        monkeypatch.setattr(clock, "now", lambda jump=jump: real() + jump)
        await after(sitting, 0)
        await sitting[0].bridge.presence.look()
    assert await stored(status, peer) == (PeerStatus.JOINED, False)
    assert sitting[2].code is None


async def test_credentials_of_the_relay_are_renewed_before_they_end(sitting: Sitting, settings: Settings) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.test"], "secret"
    watch = sitting[0].bridge.presence
    watch.renew_relays(time.monotonic() + RENEW_S - 5)
    assert not sitting[2].frames
    for _ in range(2):
        watch.renew_relays(time.monotonic() + RENEW_S)
    (frame,) = sitting[2].frames
    assert frame["ice_servers"][-1]["username"].endswith(f":u{sitting[1].member.user}")


async def test_a_look_says_who_is_there(sitting: Sitting, peer: RoomPeer) -> None:
    await stored(RoomPeer.objects.update, last_seen_at=Now() - timedelta(seconds=40))
    await sitting[0].bridge.presence.look()
    assert await stored(RoomPeer.objects.filter(last_seen_at__gt=Now() - timedelta(seconds=5)).count) == 1


@pytest.mark.parametrize("number", [1, 20])
def test_beats_are_one_statement(
    transactional_db: None, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = factories.room()
    peers = [str(a_peer(room).pk) for _ in range(number)]
    with django_assert_num_queries(1):
        presence.say_present(peers, [])


async def hurried(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> presence.Presence:
    """The watch over the seat, with next to no time between two looks."""
    watch = sitting[0].bridge.presence
    monkeypatch.setattr(presence, "TICK_S", 0.01)
    monkeypatch.setattr(presence, "LOOK_S", 0.01)
    assert watch._task
    watch._task.cancel()
    await until(lambda: watch._task is None)
    watch._look_due = 0.0
    watch.wake()
    return watch


@pytest.mark.parametrize("broken", ["tick", "look", "renew_relays"])
async def test_the_watch_goes_on_whatever_goes_wrong(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    watch = await hurried(sitting, monkeypatch)

    def fails(*_: object) -> None:
        raise RuntimeError

    with capture_logs() as logs:
        monkeypatch.setattr(watch, broken, fails)
        await until(lambda: len(logs) > 1)
    assert {line["error"] for line in logs} == {"RuntimeError"}
    assert watch._task


async def test_seats_are_watched_while_the_database_hangs(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    process, seat, ear = sitting
    hangs = asyncio.Event()
    monkeypatch.setattr(process.bridge.presence, "look", hangs.wait)
    watch = await hurried(sitting, monkeypatch)
    await until(lambda: watch._is_looking)
    seat.beat_at = time.monotonic() - SILENT_S
    await until(lambda: ear.code)
    hangs.set()


async def test_after_a_look_that_failed_the_next_one_is_soon(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object) -> None:
        raise TimeoutError

    watch = sitting[0].bridge.presence
    monkeypatch.setattr(presence, "in_thread", lost)
    await watch.look()
    assert watch._look_due <= time.monotonic() + presence.AGAIN_S


async def test_whoever_has_signed_out_is_told_so(sitting: Sitting, peer: RoomPeer) -> None:
    process, seat, ear = sitting
    seat.session_key = await stored(session_of, peer.user)
    await process.bridge.presence.look()
    assert ear.code is None
    await stored(Session.objects.all().delete)
    await process.bridge.presence.look()
    assert ear.code == Close.NOT_SIGNED_IN


async def test_whoever_has_signed_out_in_the_lobby_is_asked_again(sitting: Sitting, peer: RoomPeer) -> None:
    heard: list[dict[str, Any]] = []
    key = await stored(session_of, peer.user)
    sitting[1].table.wait(1, Waiter(heard.append, key))
    await sitting[0].bridge.presence.look()
    assert heard == []
    await stored(Session.objects.all().delete)
    await sitting[0].bridge.presence.look()
    assert heard == [{"type": "waiters.again"}]


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (KnockAnswer.ADMITTED, "admitted"),
        (KnockAnswer.DENIED, "denied"),
        (KnockAnswer.GONE, "gone"),
    ],
)
async def test_whoever_waits_hears_an_answer_that_got_lost(
    sitting: Sitting, peer: RoomPeer, answer: KnockAnswer, event: str
) -> None:
    heard: list[dict[str, Any]] = []
    times: dict[str, Any] = {"answer": answer, "answered_at": clock.now()}
    knock = await stored(RoomKnock.objects.create, room=peer.room, user=peer.user, display_name="An", **times)
    sitting[1].table.wait(knock.pk, Waiter(heard.append))
    await sitting[0].bridge.presence.look()
    assert event in str(heard)


async def test_whoever_waits_is_still_there(sitting: Sitting, peer: RoomPeer) -> None:
    early = clock.now() - timedelta(seconds=40)
    knock = await stored(
        RoomKnock.objects.create, room=peer.room, user=peer.user, display_name="An", last_seen_at=early
    )
    sitting[1].table.wait(knock.pk, Waiter(lambda _event: None))
    await sitting[0].bridge.presence.look()
    assert await stored(lambda: RoomKnock.objects.get().last_seen_at) > early


async def test_hosts_see_a_lobby_whose_news_got_lost(sitting: Sitting, peer: RoomPeer) -> None:
    await stored(RoomPeer.objects.update, is_host=True, role="host")
    guest = await stored(factories.user)
    await stored(RoomKnock.objects.create, room=peer.room, user=guest, display_name="An")
    for _ in range(2):
        await sitting[0].bridge.presence.look()
    told = [frame["waiting"][0]["display_name"] for frame in sitting[2].frames if frame["type"] == "lobby"]
    assert told == ["An"]


async def test_hosts_see_whoever_is_gone_though_the_news_of_that_got_lost(sitting: Sitting, peer: RoomPeer) -> None:
    await stored(RoomPeer.objects.update, is_host=True, role="host")
    await sitting[0].bridge.presence.look()
    knock = KnockView(1, "An", "student", is_guest=True, since=clock.now())
    sitting[0].hall.apply(peer.room_id, events.lobby((knock,)))
    await sitting[0].bridge.presence.look()
    await until(lambda: [len(frame["waiting"]) for frame in sitting[2].frames if frame["type"] == "lobby"] == [1, 0])


def test_a_room_has_no_more_queries_for_more_people(
    transactional_db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rooms = [factories.room() for _ in range(3)]
    for room in rooms:
        for _ in range(3):
            a_peer(room)
    with django_assert_num_queries(2):
        found = snapshot.read([room.pk for room in rooms])
    assert [len(each.members) for each in found.values()] == [3, 3, 3]
    assert isinstance(rooms[0], Room)
