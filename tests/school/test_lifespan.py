"""What a web process does before its first request, and before its end."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from structlog.testing import capture_logs

from school import lifespan
from school.asgi import application


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How this process connects to its database; as before at the end."""
    mine = dict(settings.DATABASES["default"]["OPTIONS"])
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", mine)
    return mine


def test_what_is_loaded_is_kept_out_of_collections_before_the_first_request(options: dict[str, Any]) -> None:
    asked, told = iter(["lifespan.startup", "lifespan.shutdown"]), []

    async def receive() -> dict[str, str]:
        return {"type": next(asked)}

    async def send(message: dict[str, Any]) -> None:
        told.append((message["type"], gc.get_freeze_count() > 50_000))

    try:
        async_to_sync(application)({"type": "lifespan"}, receive, send)
    finally:
        gc.unfreeze()
    assert told == [("lifespan.startup.complete", True), ("lifespan.shutdown.complete", True)]
    # And no statement of a process that serves people takes for ever.
    assert "statement_timeout" in options["options"]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What happened, in order; the server closes everything at the signal itself."""
    heard: list[str] = []
    monkeypatch.setattr(lifespan, "_farewells", [])
    before = signal.signal(signal.SIGTERM, lambda *_signal: heard.append("server"))
    yield heard
    signal.signal(signal.SIGTERM, before)


async def terminate(heard: list[str], *, times: int = 1) -> None:
    """As the system does, and the server's answer."""
    for _ in range(times):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        while "server" not in heard:  # noqa: ASYNC110 - what is waited for knows no events
            await asyncio.sleep(0.01)


@pytest.fixture
async def ending() -> AsyncIterator[lifespan.Ending]:
    """What a server has after its start."""
    ending = lifespan.Ending()
    ending.listen()
    yield ending
    ending.rest()


async def test_what_is_to_be_said_at_the_end_is_said_before_the_server_hears_of_it(
    heard: list[str], ending: lifespan.Ending
) -> None:
    async def say() -> None:
        await asyncio.sleep(0)
        heard.append("farewell")

    lifespan.farewell(say)
    await terminate(heard)
    assert heard == ["farewell", "server"]


async def test_a_farewell_that_fails_keeps_neither_the_process_nor_another_farewell(
    heard: list[str], ending: lifespan.Ending
) -> None:
    async def fail() -> None:
        raise OSError

    async def take_longer() -> None:
        await asyncio.sleep(0.01)
        heard.append("farewell")
        raise KeyError

    lifespan.farewell(fail)
    lifespan.farewell(take_longer)
    with capture_logs() as logs:
        await terminate(heard)
    assert heard == ["farewell", "server"]
    assert [(line["event"], line["error"]) for line in logs] == [
        ("lifespan.farewell_failed", "OSError"),
        ("lifespan.farewell_failed", "KeyError"),
    ]


async def test_a_farewell_that_hangs_keeps_no_process(
    heard: list[str], ending: lifespan.Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifespan, "FAREWELL_S", 0.01)
    lifespan.farewell(asyncio.Event().wait)  # type: ignore[arg-type]  # never returns
    await terminate(heard)
    assert heard == ["server"]


async def test_whoever_asks_twice_is_not_kept_waiting(heard: list[str], ending: lifespan.Ending) -> None:
    lifespan.farewell(asyncio.Event().wait)  # type: ignore[arg-type]  # never returns
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(0.01)
    await terminate(heard)
    assert heard == ["server"]


async def test_a_server_that_does_not_listen_is_ended_by_the_system() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    ending = lifespan.Ending()
    try:
        ending.listen()
        ending._pass_on(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        ending.rest()
        signal.signal(signal.SIGINT, before)


async def test_only_the_main_thread_can_hear_signals() -> None:
    before = signal.getsignal(signal.SIGTERM)
    await asyncio.to_thread(lifespan.Ending().listen)
    assert signal.getsignal(signal.SIGTERM) is before
