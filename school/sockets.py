"""The server's end of a WebSocket: uvicorn's own, with a short way for text frames (`--ws school.sockets:Socket`).

Every offer of every lesson comes through here. Uvicorn parses a frame in several generators, stops and starts reading
the connection for it, and wakes a task: more than a third of what relaying one costs (docs/rooms-quality.md). What is
not a whole, final text frame, and all that begins or ends a socket, goes the library's way.

Most sockets are idle, and a school's page may have thousands: what only a handshake needs goes with it (`go_on`).
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.speedups import apply_mask

from school.idle import Gate, Messages

EXTENSION = "school.socket"
Hear = Callable[[str], None]
Work = Callable[[], Awaitable[None]]
_FINAL_TEXT, _MASKED = 0x81, 0x80
# In the place of a size: that it follows, in two bytes or in eight.
_IN_TWO, _IN_EIGHT = 126, 127
_MOST = 0xFFFF


class Socket(WebSocketsSansIOProtocol):
    """One socket. The application finds it in `scope["extensions"][EXTENSION]`, for `listen` and `write`."""

    _hear: Hear | None = None
    # Whether frames are told apart here; not once the library may have read a part of one.
    _is_framing = True
    # The beginning of a frame.
    _begun = b""
    _work: Work | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._application, self.app = self.app, self._run
        self.queue = Messages()  # type: ignore[assignment]  # as much of a queue as is used
        self.writable = Gate()  # type: ignore[assignment]  # as much of an event as is used

    def go_on(self, work: Work) -> None:
        """What remains to be done on an accepted socket, once the application has returned.

        Without its middlewares, their scopes, and the headers of the handshake, which nobody asks for any more.
        """
        self._work = work

    async def _run(self, scope: Any, receive: Any, send: Any) -> None:
        await self._application(scope, receive, send)
        if self._work is None:
            return
        work, self._work = self._work, None
        del scope
        if self.handshake_complete:
            # The parser still holds the request itself.
            self.request.headers.clear()
            del self.scope, self.request, self.response
        await work()

    def listen(self, hear: Hear) -> None:
        """From now on text frames are given to this function as they are read, and do not come by `receive`.

        It must not wait. Whatever it raises ends the socket.
        """
        waiting = [self.queue.get_nowait() for _ in range(self.queue.qsize())]
        self._hear = hear
        for message in waiting:
            if isinstance(text := message.get("text"), str):
                hear(text)
            else:
                self.queue.put_nowait(message)
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self.transport.resume_reading()

    def write(self, text: str) -> bool:
        """Sends a text frame at once; False, and nothing is sent, when only `send` knows what to do."""
        is_plain = self.conn.state is OPEN and not self.conn.expect_continuation_frame and not self.conn.extensions
        if not is_plain or self.disconnected or not self.writable.is_set():
            return False
        data = text.encode()
        size = len(data)
        if size < _IN_TWO:
            head = bytes((_FINAL_TEXT, size))
        elif size <= _MOST:
            head = bytes((_FINAL_TEXT, _IN_TWO, size >> 8, size & 0xFF))
        else:
            head = bytes((_FINAL_TEXT, _IN_EIGHT)) + size.to_bytes(8)
        self.transport.write(head + data)
        return True

    def handle_connect(self, event: Request) -> None:
        """The application starts after this, and finds the extension."""
        super().handle_connect(event)
        if not self.handshake_complete:
            cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = self

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self._hear = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        if self.conn.state is not OPEN or not self._is_framing or self.conn.extensions:
            # Frames that do not wait for the answer to the handshake have begun who knows where.
            self._is_framing = not self.handshake_initiated
            super().data_received(data)
            return
        if self._begun:
            data, self._begun = self._begun + data, b""
        done = self._frames_of(data)
        if done < len(data):
            self._begun = data[done:]

    def _frames_of(self, data: bytes) -> int:
        """Takes frame after frame; up to where."""
        at, end = 0, len(data)
        while end - at >= 2:
            size, start = data[at + 1] ^ _MASKED, at + 6
            if size >= _IN_EIGHT:
                # Larger than any frame of ours; or without the mask that it must have.
                return self._leave_to_library(data, at)
            if size == _IN_TWO:
                if end - at < 4:
                    break
                size, start = int.from_bytes(data[at + 2 : at + 4]), at + 8
            stop = start + size
            if stop > end:
                break
            if data[at] != _FINAL_TEXT or not self._take(data[start - 4 : start], data[start:stop]):
                super().data_received(data[at:stop])
            at = stop
            if self.conn.state is not OPEN:
                return self._leave_to_library(data, at)
        return at

    def _leave_to_library(self, data: bytes, at: int) -> int:
        """From here on."""
        self._is_framing = False
        if at < len(data):
            super().data_received(data[at:])
        return len(data)

    def _take(self, mask: bytes, data: bytes) -> bool:
        """One text frame; False when the library has to say what is wrong with it."""
        if self.conn.current_size is not None or self.close_sent:
            return False
        try:
            text = apply_mask(data, mask).decode()
        except UnicodeDecodeError:
            return False
        if self._hear:
            self._hear(text)
            return True
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()
        return True

    def send_receive_event_to_app(self) -> None:
        """A message that has come the library's way: binary, or in several frames."""
        if self._hear is None or self.close_sent or self.curr_msg_data_type != "text":
            super().send_receive_event_to_app()
            return
        try:
            text = b"".join(self.frames).decode()
        except UnicodeDecodeError:
            super().send_receive_event_to_app()
            return
        self.frames = []
        self._hear(text)
