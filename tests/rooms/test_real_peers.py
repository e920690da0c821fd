"""Lessons between real WebRTC peers (aiortc) through a real server: the client knows docs/room-protocol.md alone."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest

from tests.rooms.peers.lessons import lesson
from tests.rooms.peers.media import Field, Tone, brightness, pitch
from tests.rooms.peers.peer import Peer

pytestmark = pytest.mark.django_db(transaction=True)
Joined = Callable[..., Awaitable[list[Peer]]]


@pytest.fixture
async def joined(live_url: str) -> AsyncIterator[Joined]:
    """Peers in a room, each with a tone and a brightness of its own; taken down at the end."""
    peers: list[Peer] = []

    async def joined(slug: str, cookies: list[str], site: str = live_url) -> list[Peer]:
        new = [
            Peer(site, slug, cookie, tracks={"audio": Tone(440 + 110 * at), "face": Field(80 + 40 * at)})
            for at, cookie in enumerate(cookies)
        ]
        peers.extend(new)
        return [await peer.join() for peer in new]

    yield joined
    await asyncio.gather(*(peer.gone() for peer in peers))
    assert [str(peer) for peer in peers if peer.of("broken")] == []


@pytest.fixture
def pair() -> tuple[str, list[str]]:
    """A room for a teacher and a student."""
    room, cookies = lesson()
    return room.slug, cookies


@pytest.fixture
def group() -> tuple[str, list[str]]:
    """A room for a teacher and four students."""
    room, cookies = lesson(4)
    return room.slug, cookies


async def test_teacher_and_student_hear_and_see_each_other(pair: tuple[str, list[str]], joined: Joined) -> None:
    host, student = await joined(*pair)
    await host.connected(1)
    await student.connected(1)
    there, here = host.links[student.id], student.links[host.id]
    assert await pitch(there.track("audio")) == pytest.approx(550, abs=5)
    assert await pitch(here.track("audio")) == pytest.approx(440, abs=5)
    assert await brightness(there.track("face")) == pytest.approx(120, abs=8)
    assert await brightness(here.track("face")) == pytest.approx(80, abs=8)


async def test_a_dropped_socket_resumes_as_the_same_peer_and_misses_nothing(
    pair: tuple[str, list[str]], joined: Joined
) -> None:
    host, student = await joined(*pair)
    await host.connected(1)
    connection, was = host.links[student.id].connection, host.id
    host.wire.drop()
    await student.until(lambda: student.of("peer.away"))
    lines = [await student.chat(f"{number}") for number in range(3)]
    await student.until(lambda: len(student.of("chat")) == 3)
    await host.resume()
    await host.until(lambda: len(host.of("chat")) == 3)
    assert [line["id"] for line in host.of("chat")] == lines
    assert (host.id, host.of("welcome")[-1]["resumed"], host.wire.twice) == (was, True, [])
    assert host.links[student.id].connection is connection
    assert host.links[student.id].is_connected
    assert not student.of("peer.left")


async def test_four_make_a_mesh_and_the_fifth_makes_it_a_star(group: tuple[str, list[str]], joined: Joined) -> None:
    slug, cookies = group
    host, *students = await joined(slug, cookies[:4])
    for peer in (host, *students):
        await peer.connected(3)
    (late,) = await joined(slug, cookies[4:])
    await host.connected(4)
    for student in (*students, late):
        await student.only_with(host)
    await late.wire.leave()
    for peer in (host, *students):
        await peer.connected(3)


async def test_two_new_connections_at_once_become_one(pair: tuple[str, list[str]], joined: Joined) -> None:
    host, student = await joined(*pair)
    await host.connected(1)
    await student.connected(1)
    for one, other in ((host, student), (student, host)):
        one.links[other.id].begin_anew()
    there, here = host.links[student.id], student.links[host.id]
    await host.until(lambda: there.epoch == 2 and there.is_connected)
    await student.until(lambda: here.epoch == 2 and here.is_connected)


async def test_who_cannot_restart_ice_answers_with_a_new_connection(
    pair: tuple[str, list[str]], joined: Joined
) -> None:
    host, student = await joined(*pair)
    there = await host.connected_with(student)
    here = await student.connected_with(host)
    assert there.connection
    restart = re.sub(r"a=ice-ufrag:\S+", "a=ice-ufrag:other", there.connection.localDescription.sdp)
    await host.wire.signal(student.id, "offer", 1, {"sdp": restart, "n": 2})
    await student.until(lambda: here.epoch == 2 and here.is_connected)
    await host.until(lambda: there.epoch == 2 and there.is_connected)


async def test_signals_before_hello_to_strangers_and_in_anothers_name_lead_nowhere(
    pair: tuple[str, list[str]], group: tuple[str, list[str]], joined: Joined
) -> None:
    host, student = await joined(*pair)
    (stranger,) = await joined(group[0], group[1][:1])
    early = Peer(student.wire.url.split("/ws/")[0].replace("ws", "http", 1), pair[0], pair[1][1])
    signal = {"type": "signal", "kind": "ice", "epoch": 9, "payload": {"candidate": "candidate:x"}}
    await early.wire.open_raw()
    await early.wire.send(signal | {"id": str(uuid4()), "to": host.id})
    await early.until(lambda: early.of("error"))
    await early.gone()
    await stranger.wire.send(signal | {"id": str(uuid4()), "to": host.id})
    await stranger.until(lambda: stranger.of("error"))
    await student.wire.send(signal | {"id": str(uuid4()), "to": host.id, "from": stranger.id})
    await host.until(lambda: any(frame["epoch"] == 9 for frame in host.of("signal")))
    codes = [peer.of("error")[0]["code"] for peer in (early, stranger)]
    assert codes == ["not_joined", "no_such_peer"]
    assert {frame["from"] for frame in host.of("signal")} == {student.id}
