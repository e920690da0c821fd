"""What a process writes beside its sockets, and sends to others, when something is away."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import DataError, OperationalError
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from rooms.wire import clerk, dispatch, threads
from rooms.wire.clerk import Clerk
from rooms.wire.dispatch import Dispatch
from tests.redis_server import RedisServer
from tests.sockets import PATIENCE


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk, "AGAIN_S", 0.01)
    monkeypatch.setattr(dispatch, "RETRY_S", 0.01)
    monkeypatch.setattr(dispatch, "KEEP_S", 0.2)


async def test_work_is_done_in_order_and_what_follows_it_in_the_loop() -> None:
    desk, done = Clerk(), list[object]()
    for number in range(3):
        desk.put(partial(done.append, number), then=partial(done.append, f"then {number}"))
    await desk.done()
    assert done == [0, "then 0", 1, "then 1", 2, "then 2"]


async def test_a_database_that_comes_back_gets_what_was_to_be_written() -> None:
    desk, tries = Clerk(), list[int]()

    def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError

    desk.put(work)
    await desk.done()
    assert len(tries) == 3


async def test_what_cannot_be_written_holds_nothing_up() -> None:
    desk, done = Clerk(), list[int]()

    def work() -> None:
        raise DataError

    desk.put(work)
    desk.put(lambda: done.append(1))
    with capture_logs() as logs:
        await desk.done()
    assert ([line["error"] for line in logs], done) == (["DataError"], [1])


async def test_what_fails_in_an_unknown_way_holds_nothing_up() -> None:
    desk, done = Clerk(), list[int]()

    def work() -> None:
        raise ZeroDivisionError

    desk.put(work)
    desk.put(lambda: done.append(1))
    with capture_logs() as logs:
        await desk.done()
    assert ([line["error"] for line in logs], done) == (["ZeroDivisionError"], [1])


async def test_a_database_that_hangs_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MOST_S", 0.01)
    answered = threading.Event()
    with pytest.raises(TimeoutError):
        await threads.in_thread(answered.wait, PATIENCE)
    answered.set()


@pytest.fixture
def away(settings: Settings, tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of our own that is not there."""
    server = RedisServer(tmp_path)
    layer = settings.CHANNEL_LAYERS["default"]
    settings.CHANNEL_LAYERS = {"default": layer | {"CONFIG": {"hosts": [server.url]}}}
    yield server
    server.stop()


async def test_what_is_sent_while_redis_is_away_is_given_up_after_a_while(away: RedisServer) -> None:
    sending = Dispatch("here")
    with capture_logs() as logs:
        sending.put("rooms.room.1", {})
        await sending.done()
    assert [(line["event"], line["items"]) for line in logs] == [("rooms.not_sent", 1)]


async def test_a_redis_that_comes_back_gets_what_waits(away: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "KEEP_S", 30)
    sending = Dispatch("here")
    with capture_logs() as logs:
        for _ in range(3):
            sending.put("rooms.room.1", {})
        await asyncio.to_thread(away.start)
        await sending.done()
    assert not logs
