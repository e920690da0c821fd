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

from rooms.wire import backlog, clerk, dispatch, mailbox, threads
from rooms.wire.clerk import Clerk
from rooms.wire.dispatch import Dispatch
from rooms.wire.mailbox import Letter
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


async def test_of_too_much_the_oldest_letters_are_lost_and_never_what_else_is_to_be_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backlog, "MOST_BYTES", 5)
    desk, done = Clerk(), list[object]()
    with capture_logs() as logs:
        for number in range(4):
            desk.put(partial(done.append, number))
            desk.put(partial(done.append, f"letter {number}"), size=2)
        await desk.done()
    assert done == [0, 1, 2, "letter 2", 3, "letter 3"]
    assert [line["event"] for line in logs] == ["rooms.backlog_full"]


async def test_letters_that_wait_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    written, desk = list[int](), Clerk()
    monkeypatch.setattr(mailbox, "keep", lambda letters: written.append(len(letters)))
    for seq in range(3):
        desk.keep(Letter(1, "peer", seq, {}), size=10)
    desk.put(lambda: written.append(0))
    desk.keep(Letter(1, "peer", 4, {}), size=10)
    await desk.done()
    assert written == [3, 0, 1]


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
