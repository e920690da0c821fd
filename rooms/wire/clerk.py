"""What a process writes into the database beside its sockets: in order, in a thread, and nobody waits for it."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import django.db
import psycopg
import structlog

from rooms.wire import mailbox
from rooms.wire.backlog import Backlog
from rooms.wire.mailbox import Letter
from rooms.wire.steady import goes_on
from rooms.wire.threads import LOST, in_thread

log = structlog.get_logger(__name__)

Work = Callable[[], object]
AGAIN_S = 0.5
MOST_TRIES = 10
_MOST_TOGETHER = 256
_AWAY = (django.db.OperationalError, django.db.InterfaceError, psycopg.OperationalError)


class _Task(NamedTuple):
    work: Work
    then: Callable[[], None] | None


class Clerk:
    """The desk of one event loop."""

    def __init__(self) -> None:
        self._waiting: Backlog[_Task | Letter] = Backlog()
        self._task: asyncio.Task[None] | None = None

    def put(self, work: Work, *, then: Callable[[], None] | None = None, size: int = 0) -> None:
        """Has the work done after everything before it, and `then` called in the loop; returns at once.

        With the size of a frame it is a letter, which is lost if too many wait.
        """
        self._waiting.put(_Task(work, then), size)
        self._wake()

    def keep(self, letter: Letter, size: int) -> None:
        """Has the frame of so many bytes put into its mailbox; what waits is written together."""
        self._waiting.put(letter, size)
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

    async def _do_next(self, task: _Task | Letter) -> None:
        if isinstance(task, Letter):
            await self._do(partial(mailbox.keep, self._together(task)))
            return
        await self._do(task.work)
        if task.then:
            task.then()

    def _together(self, letter: Letter) -> list[Letter]:
        """With those that follow it."""
        batch = [letter]
        while self._waiting and isinstance(following := self._waiting.first, Letter) and len(batch) < _MOST_TOGETHER:
            self._waiting.popleft()
            batch.append(following)
        return batch

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
