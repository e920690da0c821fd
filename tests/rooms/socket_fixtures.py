"""Browsers on the socket of a room, for tests (tests/rooms/conftest.py knows them)."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from rooms.models import Room
from rooms.wire import limits, table
from school import aftercommit
from tests import factories
from tests.room_sockets import Browser
from tests.rooms import people
from tests.rooms.halls import until
from tests.sockets import PATIENCE

Opened = Callable[..., Browser]
Pair = tuple[Browser, Browser]


@pytest_asyncio.fixture
async def opened() -> AsyncIterator[Opened]:
    """Makes browsers, and closes them all at the end."""
    browsers: list[Browser] = []

    def make(slug: str, session_key: str = "", **more: str) -> Browser:
        browsers.append(Browser(slug, session_key, **more))
        return browsers[-1]

    limits._hellos.clear()
    yield make
    for browser in browsers:
        await browser.leave()
    assert aftercommit.drain(PATIENCE)


@pytest.fixture
def room(transactional_db: None) -> Room:
    """A teacher's room."""
    return factories.room()


@pytest.fixture
def host(room: Room) -> str:
    """The session of its teacher."""
    return people.session_of(room.host)


@pytest.fixture
def student(room: Room) -> str:
    """Somebody whom a host has let in."""
    return people.session_of(people.admitted(room))


@pytest_asyncio.fixture
async def pair(room: Room, host: str, student: str, opened: Opened) -> Pair:
    """A teacher and a student in a room."""
    one, two = opened(room.slug, host), opened(room.slug, student)
    await one.hello()
    # Until then whoever comes may be told of twice: as news, and as what the database says.
    await until(lambda: table.hall().tables[room.pk].is_current)
    await two.hello()
    await one.hears("peer.joined")
    return one, two
