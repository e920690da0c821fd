"""A queue and an event that weigh next to nothing while nothing happens (school/sockets.py).

Those of asyncio hold a deque each, or four: 4 kB a socket, nearly always empty.
"""

import asyncio
from typing import Any

Message = dict[str, Any]


class Messages:
    """What has come for the one task that reads; as much of asyncio.Queue as uvicorn's sockets use."""

    __slots__ = ("_messages", "_wanted")

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._wanted: asyncio.Future[None] | None = None

    def qsize(self) -> int:
        """How many wait to be read."""
        return len(self._messages)

    def empty(self) -> bool:
        """Whether none does."""
        return not self._messages

    def put_nowait(self, message: Message) -> None:
        """One more; wakes the reader."""
        self._messages.append(message)
        if self._wanted and not self._wanted.done():
            self._wanted.set_result(None)

    def get_nowait(self) -> Message:
        """The oldest, which must be there."""
        return self._messages.pop(0)

    async def get(self) -> Message:
        """The oldest, as soon as there is one."""
        while not self._messages:
            self._wanted = asyncio.get_running_loop().create_future()
            try:
                await self._wanted
            finally:
                self._wanted = None
        return self.get_nowait()


class Gate:
    """Open at first; as much of asyncio.Event as uvicorn's sockets use."""

    __slots__ = ("_opened",)

    def __init__(self) -> None:
        # While it is shut.
        self._opened: asyncio.Event | None = None

    def is_set(self) -> bool:
        """Whether it is open."""
        return self._opened is None

    def set(self) -> None:
        """Opens it, for all who wait."""
        if self._opened:
            self._opened.set()
            self._opened = None

    def clear(self) -> None:
        """Shuts it."""
        self._opened = self._opened or asyncio.Event()

    async def wait(self) -> None:
        """Until it has been opened."""
        if self._opened:
            await self._opened.wait()
