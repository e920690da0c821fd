"""The socket of one peer: hello, numbers and acknowledgements, beats, coming back."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Frame = dict[str, Any]
ACK_EVERY, ACK_AFTER_S = 16, 0.25
RESENT_S, RESENT = 30.0, 64


class Wire:
    """Hands each numbered frame on once and in order; says so loudly when the server does not keep that."""

    def __init__(self, url: str, *, cookie: str, name: str, hear: Callable[[Frame], None]) -> None:
        self.url, self.name = url, name
        self._headers = {"Cookie": cookie, "Origin": url.replace("ws", "http", 1).split("/ws/")[0]}
        self._hear = hear
        self.peer = self.secret = ""
        self.last_seq = self._acked = 0
        self.closed: int | None = None
        # Signals and chats that came although they had come before: a client drops them, a test may ask.
        self.twice: list[Frame] = []
        self._seen: set[tuple[str, str]] = set()
        self._sent: deque[tuple[float, Frame]] = deque(maxlen=RESENT)
        self._socket: ClientConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, *, as_: str = "") -> None:
        """Connects and says hello: as who it was before, if it was somebody. The answer comes to `hear`."""
        hello: Frame = {"type": "hello", "v": 1}
        if self.name:
            hello["display_name"] = self.name
        if as_:
            hello["as"] = as_
        if self.peer:
            hello["resume"] = {"peer": self.peer, "secret": self.secret, "last_seq": self.last_seq}
        await self.open_raw()
        await self.send(hello)

    async def open_raw(self) -> None:
        """Connects and says nothing."""
        self.closed = None
        self._socket = await connect(self.url, additional_headers=self._headers, proxy=None, compression=None)
        self._tasks = [asyncio.create_task(self._read(self._socket)), asyncio.create_task(self._ack_now_and_then())]

    async def send(self, frame: Frame) -> None:
        """Now, or with the resume if the socket is away."""
        if frame["type"] in ("signal", "chat"):
            self._sent.append((asyncio.get_running_loop().time(), frame))
        await self._write(frame)

    async def signal(self, to: str, kind: str, epoch: int, payload: Frame) -> None:
        """Something for one peer."""
        frame = {"type": "signal", "id": str(uuid4()), "to": to, "kind": kind, "epoch": epoch, "payload": payload}
        await self.send(frame)

    async def _write(self, frame: Frame) -> None:
        if self._socket:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(frame))

    def drop(self) -> None:
        """The network goes: no goodbye in either direction."""
        if self._socket:
            self._socket.transport.abort()
        self._stop()

    async def leave(self) -> None:
        """On purpose."""
        await self.send({"type": "leave"})
        await self.close()

    async def close(self) -> None:
        """Ends the socket without a word of the protocol."""
        if self._socket:
            await self._socket.close()
        self._stop()

    def _stop(self) -> None:
        self._socket = None
        for task in self._tasks:
            task.cancel()

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                await self._take(json.loads(text))
        except ConnectionClosed:
            pass
        except Exception as error:
            # Nobody awaits this task; whoever waits for something hears why it will not come.
            self._hear({"type": "broken", "code": repr(error)})
            raise
        self.closed = socket.close_code
        self._hear({"type": "closed", "code": self.closed})

    async def _take(self, frame: Frame) -> None:
        if frame["type"] == "welcome":
            await self._welcome(frame)
        elif "seq" in frame:
            assert frame["seq"] == self.last_seq + 1, (frame, self.last_seq)
            self.last_seq = frame["seq"]
        if self._is_new(frame):
            self._hear(frame)
        if self.last_seq - self._acked >= ACK_EVERY:
            await self._ack()

    def _is_new(self, frame: Frame) -> bool:
        if frame["type"] not in ("signal", "chat"):
            return True
        key = (frame["from"], frame["id"])
        if key in self._seen:
            self.twice.append(frame)
            return False
        self._seen.add(key)
        return True

    async def _welcome(self, frame: Frame) -> None:
        if frame["peer"] != self.peer:
            # Another stay: its numbers are its own, and what the former one sent is nobody's business any more.
            self._sent.clear()
            self._acked = 0
        self.peer, self.secret = frame["peer"], frame["secret"]
        if frame["resumed"]:
            assert frame["seq"] == self.last_seq, (frame["seq"], self.last_seq)
        self.last_seq = frame["seq"]
        since = asyncio.get_running_loop().time() - RESENT_S
        for at, sent in list(self._sent):
            if at >= since:
                await self._write(sent)

    async def _ack(self) -> None:
        self._acked = self.last_seq
        await self.send({"type": "ack", "seq": self._acked})

    async def _ack_now_and_then(self) -> None:
        """And a beat every ten seconds."""
        loop = asyncio.get_running_loop()
        beaten = loop.time()
        while True:
            await asyncio.sleep(ACK_AFTER_S)
            if self.last_seq > self._acked:
                await self._ack()
            if loop.time() - beaten >= 10:
                beaten = loop.time()
                await self.send({"type": "beat"})
