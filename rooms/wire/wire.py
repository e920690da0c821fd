"""Writing to one socket without ever waiting for it."""

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

import structlog

from rooms.wire.close import Close

log = structlog.get_logger(__name__)

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
# What may wait for one socket that does not read, beside what the server's own transport holds (64 kB).
MOST_WAITING = 1024
MOST_WAITING_BYTES = 1024 * 1024


class Wire:
    """One socket's way out. Nothing here waits or raises: whoever writes is usually another peer's task."""

    __slots__ = ("_at_once", "_queue", "_queued_bytes", "_reader", "_rest", "_send", "code")

    def __init__(self, send: Send, reader: asyncio.Task[Any], at_once: Callable[[str], bool] | None = None) -> None:
        self._send = send
        # The server's short way, if it has one; it says False when there is only the long one.
        self._at_once = at_once
        # Ended together with the socket: the server does not tell a closed one to stop reading.
        self._reader = reader
        self._rest: asyncio.Task[None] | None = None
        self._queue: deque[Message] | None = None
        self._queued_bytes = 0
        self.code: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether frames still go out."""
        return self.code is None

    def write(self, text: str) -> None:
        """Sends the text at once, or after what the browser has not read yet."""
        if self.code is None and not (self._queue is None and self._at_once and self._at_once(text)):
            self._put({"type": "websocket.send", "text": text}, len(text))

    def close(self, code: Close) -> None:
        """Ends the socket with the code, once."""
        if self.code is None:
            self._put({"type": "websocket.close", "code": int(code)}, 0)
            self.end(code)

    def end(self, code: int) -> None:
        """The socket is no more: nothing is written from now on, and its reader stops."""
        if self.code is None:
            self.code = code
            if self._reader is not asyncio.current_task():
                self._reader.cancel()

    def _put(self, message: Message, size: int) -> None:
        if self._queue is not None:
            self._enqueue(self._queue, message, size)
            return
        # Driven by hand: a server whose socket takes the bytes is done at the first step, without a task of its own.
        step: Coroutine[Any, Any, None] = self._send(message)  # type: ignore[assignment]  # ASGI's send is a coroutine
        try:
            waits_for = step.send(None)
        except StopIteration:
            return
        except (OSError, RuntimeError):
            self.end(0)
            return
        self._queue = deque()
        self._rest = asyncio.get_running_loop().create_task(self._drain(step, waits_for))

    def _enqueue(self, queue: deque[Message], message: Message, size: int) -> None:
        self._queued_bytes += size
        if len(queue) < MOST_WAITING and self._queued_bytes <= MOST_WAITING_BYTES:
            queue.append(message)
            return
        log.warning("rooms.slow_reader", frames=len(queue))
        queue.clear()
        queue.append({"type": "websocket.close", "code": int(Close.TIMED_OUT)})
        self.end(Close.TIMED_OUT)

    async def _drain(self, step: Coroutine[Any, Any, None], waits_for: Any) -> None:
        try:
            await _rest_of(step, waits_for)
            while self._queue:
                message = self._queue.popleft()
                self._queued_bytes -= len(message.get("text", ""))
                await self._send(message)
        except (OSError, RuntimeError):
            self.end(0)
        finally:
            self._queue = self._rest = None

    def retire(self) -> None:
        """The reader ends by itself: nothing is written any more, and nothing stops the reader."""
        if self.code is None:
            self.code = 0

    def abandon(self) -> None:
        """The server is about to let go of the socket: whatever still waits to be read stays unread."""
        if self._rest:
            self._rest.cancel()


@types.coroutine
def _rest_of(step: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Goes on with a coroutine whose first step was made by hand."""
    try:
        yield waits_for
    except BaseException:
        step.close()
        raise
    yield from step
