"""Readers, topics and sockets for the tests of live lists."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.fixtures import Settings

from school import aftercommit
from school.embedded import redis
from school.embedded.processes import serving
from school.embedded.services import data_folder
from school.live import topics
from tests.sockets import ORIGIN, PATIENCE, Socket

OpenPage = Callable[..., "Page"]


class Page(Socket):
    """One page that shows live lists."""

    def __init__(self, session_key: str = "", origin: str = ORIGIN) -> None:
        super().__init__("/ws/live/", session_key, origin)

    async def subscribe(self, *topics: str) -> None:
        """Asks to follow the topics."""
        await self.send({"type": "subscribe", "topics": topics})

    async def hears(self) -> tuple[str, str]:
        """What the next frame says, and about which topic: it holds nothing else."""
        frame = await self.receive()
        assert set(frame) == {"type", "topic"}
        return frame["type"], frame["topic"]


@pytest_asyncio.fixture
async def open_page() -> AsyncIterator[OpenPage]:
    """Makes pages, and closes them all at the end."""
    pages: list[Page] = []

    def make(session_key: str = "", origin: str = ORIGIN) -> Page:
        pages.append(Page(session_key, origin))
        return pages[-1]

    yield make
    for page in pages:
        await page.leave()


@pytest.fixture(autouse=True)
def _known_topics(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Apples are for everybody, pears for those who signed in, nuts for nobody."""
    monkeypatch.setattr(topics, "_rules", {})
    monkeypatch.setattr(topics, "_guards", [])
    topics.topic("apples", rule=lambda reader: True)
    topics.topic("pears", rule=lambda reader: reader.is_authenticated)
    topics.topic("nuts", rule=lambda reader: False)
    yield
    assert aftercommit.drain(PATIENCE)


@pytest.fixture
def session_key(transactional_db: None) -> str:
    """The session of somebody who signed in."""
    client = Client()
    client.force_login(get_user_model().objects.create_user(email="an@demo.test", name="An"))
    return client.cookies["sessionid"].value


@pytest.fixture
def own_redis(tmp_path: Path, settings: Settings) -> Iterator[psutil.Process]:
    """A Redis that a test may stop and freeze, carrying the channel layer."""
    address = redis.start(data_folder(tmp_path))
    layer = settings.CHANNEL_LAYERS["default"]
    host = {"address": address, "socket_connect_timeout": 1}
    settings.CHANNEL_LAYERS = {"default": layer | {"CONFIG": {"hosts": [host]}}}
    (process,) = serving(tmp_path / "redis", "redis-server")
    yield process
    if process.is_running():
        process.resume()
    redis.stop(tmp_path)
