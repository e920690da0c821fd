"""Lessons between real peers while web processes come and go: media is nobody's business but theirs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.rooms.peers.lessons import Web, lesson
from tests.rooms.peers.lessons import webs as several
from tests.rooms.peers.media import Tone, pitch
from tests.rooms.peers.peer import Peer

pytestmark = pytest.mark.django_db(transaction=True)
Lesson = tuple[Peer, Peer]


@pytest.fixture
def webs(environment: dict[str, str], tmp_path: Path, transactional_db: None) -> Iterator[tuple[Web, Web]]:
    """Two web processes with one database and one Redis."""
    with several(2, tmp_path, environment) as (one, other):
        yield one, other


@pytest.fixture
def cookies(transactional_db: None) -> tuple[str, str, str]:
    """A room, and those of its teacher and its student."""
    room, (teacher, student) = lesson()
    return room.slug, teacher, student


@pytest.fixture
async def split(webs: tuple[Web, Web], cookies: tuple[str, str, str]) -> AsyncIterator[Lesson]:
    """A lesson whose teacher is with the one process and whose student is with the other."""
    slug, teacher, student = cookies
    host = Peer(webs[0].url, slug, teacher, tracks={"audio": Tone(440)})
    guest = Peer(webs[1].url, slug, student, tracks={"audio": Tone(550)})
    for peer in (host, guest):
        await peer.join()
    for peer in (host, guest):
        await peer.connected(1)
    yield host, guest
    await asyncio.gather(host.gone(), guest.gone())


async def test_a_lesson_across_two_processes_outlives_the_end_of_one(split: Lesson, webs: tuple[Web, Web]) -> None:
    host, guest = split
    first = await guest.chat("across")
    await host.until(lambda: host.of("chat"))
    webs[1].stop()
    await guest.until(lambda: guest.of("closed"))
    lines = [await host.chat(f"{number}") for number in range(3)]
    guest.wire.url = host.wire.url
    who = guest.id
    await guest.resume()
    await guest.until(lambda: len(guest.of("chat")) == 4)
    assert guest.of("closed")[0]["code"] == 4503
    assert (guest.id, guest.of("welcome")[-1]["resumed"]) == (who, True)
    assert [line["id"] for line in guest.of("chat")] == [first, *lines]
    assert not host.of("peer.left")
    assert host.links[who].epoch == guest.links[host.id].epoch == 1


async def test_media_goes_on_while_a_killed_process_is_away_and_nobody_stays_behind(
    split: Lesson, webs: tuple[Web, Web]
) -> None:
    host, guest = split
    who, connection = guest.id, guest.links[host.id].connection
    webs[1].kill()
    await guest.until(lambda: guest.of("closed"))
    assert await pitch(guest.links[host.id].track("audio")) == pytest.approx(440, abs=5)
    webs[1].start()
    webs[1].wait()
    await guest.resume()
    await guest.chat("again")
    await host.until(lambda: host.of("chat"))
    assert guest.id == who
    assert guest.links[host.id].connection is connection
    assert (list(host.peers), list(guest.peers)) == ([who], [host.id])
    assert not host.of("peer.left")
