"""What a web process does between its start and its first request, and between the wish that it ends and its end."""

import asyncio
import gc
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django.urls import get_resolver

from school import databases

log = structlog.get_logger(__name__)

# For all that is done before the server itself closes its sockets; it then gives requests two seconds more.
FAREWELL_S = 2.0

Farewell = Callable[[], Awaitable[None]]
_farewells: list[Farewell] = []


async def lifespan(_scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[..., Any]) -> None:
    """The ASGI protocol of that name: asked once to start, and once to end."""
    ending = Ending()
    while (await receive())["type"] == "lifespan.startup":
        settle()
        databases.hurry(settings.DATABASES["default"])
        ending.listen()
        await send({"type": "lifespan.startup.complete"})
    ending.rest()
    await send({"type": "lifespan.shutdown.complete"})


def settle() -> None:
    """Loads what the first request would load, and keeps all of it out of garbage collections from now on.

    A full collection walks every object: 170,000 of them, which never go away, hold all requests for 0.15 s.
    """
    get_resolver().url_patterns  # noqa: B018 - imports every view
    gc.collect()
    gc.freeze()


def farewell(say: Farewell) -> None:
    """Has this done when the process is told to end, while its sockets are still open. Called from AppConfig.ready."""
    _farewells.append(say)


async def _safely(say: Farewell) -> None:
    """One that fails neither hurries the others nor hides what becomes of them."""
    try:
        await say()
    except Exception as error:
        log.warning("lifespan.farewell_failed", error=type(error).__name__)


class Ending:
    """Goes before the server when a signal ends the process: the server's own handler closes every socket at once."""

    def __init__(self) -> None:
        self._servers: dict[int, Any] = {}
        self._saying: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Signals come here first from now on. Only the main thread can hear them."""
        if threading.current_thread() is not threading.main_thread():
            return
        self._loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            self._servers[number] = signal.signal(number, self._heard)

    def rest(self) -> None:
        """Signals go where they went before."""
        for number, server in self._servers.items():
            signal.signal(number, server)
        self._servers.clear()

    def _heard(self, number: int, frame: FrameType | None) -> None:
        """In between any two instructions of the loop's own thread: only what is safe there."""
        self._loop.call_soon_threadsafe(self._begin, number)

    def _begin(self, number: int) -> None:
        if self._saying is None:
            self._saying = self._loop.create_task(self._say(number))
        else:
            # Whoever asks twice is in a hurry.
            self._pass_on(number)

    async def _say(self, number: int) -> None:
        try:
            async with asyncio.timeout(FAREWELL_S):
                await asyncio.gather(*map(_safely, _farewells))
        except TimeoutError:
            log.warning("lifespan.farewell_failed", error="TimeoutError")
        finally:
            self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        server = self._servers.get(number)
        if callable(server):
            server(number, None)
        else:
            # A server that does not listen has left it to the system to end the process.
            self.rest()
            signal.raise_signal(number)
