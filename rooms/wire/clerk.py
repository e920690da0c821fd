"""What a process writes into the database beside its sockets: in order, in a thread, and nobody waits for it."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import django.db
import psycopg
import structlog

from rooms.wire import mailbox
from rooms.wire.mailbox import Letter
from rooms.wire.steady import goes_on
from rooms.wire.threads import LOST, in_thread

log = structlog.get_logger(__name__)

Work = Callable[[], object]
AGAIN_S = 0.5
MOST_TRIES = 10
# What is above is put right by the sweep and by renegotiation; a database that is away must not fill the memory.
MOST_WAITING = 4096
_MOST_TOGETHER = 256
_AWAY = (django.db.OperationalError, django.db.InterfaceError, psycopg.OperationalError)


class _Task(NamedTuple):
    work: Work
    then: Callable[[], None] | None


class Clerk:
    """The desk of one event loop."""

    def __init__(self) -> None:
        self._waiting: deque[_Task | list[Letter]] = deque(maxlen=MOST_WAITING)
        self._task: asyncio.Task[None] | None = None

    def put(self, work: Work, *, then: Callable[[], None] | None = None) -> None:
        """Has the work done after everything before it, and `then` called in the loop; returns at once."""
        self._waiting.append(_Task(work, then))
        self._wake()

    def keep(self, letter: Letter) -> None:
        """Has the frame put into its mailbox; what waits is written together."""
        last = self._waiting[-1] if self._waiting else None
        if isinstance(last, list) and len(last) < _MOST_TOGETHER:
            last.append(letter)
        else:
            self._waiting.append([letter])
        self._wake()

    async def done(self) -> None:
        """Waits until everything is written or given up."""
        if self._task:
            await asyncio.wait([self._task])

    def _wake(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._waiting:
                with goes_on("rooms.not_done"):
                    await self._do_next(self._waiting.popleft())
        finally:
            self._task = None

    async def _do_next(self, task: _Task | list[Letter]) -> None:
        if isinstance(task, list):
            await self._do(partial(mailbox.keep, task))
            return
        await self._do(task.work)
        if task.then:
            task.then()

    async def _do(self, work: Work) -> None:
        for _ in range(MOST_TRIES):
            try:
                await in_thread(work)
                return
            except _AWAY as error:
                log.warning("rooms.not_written", error=type(error).__name__)
                await asyncio.sleep(AGAIN_S)
            except LOST as error:
                log.error("rooms.not_written", error=type(error).__name__)
                return
