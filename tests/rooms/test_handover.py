"""A web process that is told to end."""

import asyncio
from typing import Any

import pytest

from rooms.models import RoomPeer, SignalingMessage
from rooms.wire import handover, table
from rooms.wire.close import Close
from rooms.wire.outside import Alone
from rooms.wire.table import Hall, Waiter
from tests import factories
from tests.room_sockets import Browser
from tests.rooms.halls import Process, a_peer, stored, until
from tests.rooms.people import session_of
from tests.sockets import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def peer(transactional_db: None) -> RoomPeer:
    """Somebody in a room."""
    return a_peer(factories.room())


@pytest.fixture
async def ending(monkeypatch: pytest.MonkeyPatch) -> Process:
    """The process of this event loop."""
    # However busy the machine is: what is written in time is not what is tested here.
    monkeypatch.setattr(handover, "WRITE_S", PATIENCE)
    monkeypatch.setattr(handover, "TELL_S", PATIENCE)
    process = Process()
    monkeypatch.setitem(table._halls, asyncio.get_running_loop(), process.hall)
    return process


async def test_everybody_is_told_to_go_on_elsewhere(ending: Process, peer: RoomPeer) -> None:
    _seat, ear = await ending.seat(peer)
    await handover.hand_over()
    assert ear.code == Close.GOING_AWAY
    assert not ending.hall.tables


async def test_whoever_goes_on_elsewhere_misses_nothing(ending: Process, peer: RoomPeer) -> None:
    seat, _ear = await ending.seat(peer)
    for _ in range(3):
        seat.tell({"type": "chat"})
    seat.confirm(1)
    await handover.hand_over()
    seat, missed = await Process().comes_back(peer, 1)
    assert (missed, seat.seq) == ([2, 3], 3)


async def test_what_others_say_meanwhile_waits(ending: Process, peer: RoomPeer) -> None:
    other = Process()
    first, ear = await other.seat(await stored(a_peer, peer.room))
    await ending.seat(peer)
    await until(lambda: first.table.members[str(peer.pk)].process)
    await handover.hand_over()
    await until(lambda: first.table.members[str(peer.pk)].process == "")
    assert ear.frames[-1] == {"type": "peer.away", "peer": str(peer.pk), "seq": ear.frames[-1]["seq"]}
    first.table.send(str(peer.pk), '{"type":"chat"}', sender=None)
    await other.quiet()
    assert await stored(SignalingMessage.objects.filter(payload__type="chat").count) == 1


async def test_whoever_waits_is_told_too(ending: Process, peer: RoomPeer) -> None:
    heard: list[dict[str, Any]] = []
    (await ending.follows(peer.room)).wait(1, Waiter(heard.append))
    await handover.hand_over()
    assert heard == [{"type": "process.ends"}]


async def test_nobody_sits_down_any_more(ending: Process, peer: RoomPeer) -> None:
    await handover.hand_over()
    browser = Browser(peer.room.slug, await stored(session_of, peer.user))
    await browser.connect()
    await browser.send({"type": "hello", "v": 1})
    assert await browser.closed() == Close.GOING_AWAY
    await browser.leave()


async def test_a_hall_without_an_outside_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall()
    hall.outside = Alone()
    monkeypatch.setattr(table, "hall", lambda: hall)
    await handover.hand_over()
    assert hall.is_leaving
