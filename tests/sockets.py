"""A browser's end of a socket, through the whole ASGI application (channels' own needs a server that we do not use)."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

from school.asgi import application

PATIENCE = 30.0
ORIGIN = "http://localhost"


class Socket:
    """One socket of one page; waits at most PATIENCE seconds for each event."""

    def __init__(self, path: str, session_key: str = "", origin: str = ORIGIN) -> None:
        headers = [(b"host", b"localhost"), (b"origin", origin.encode())]
        if session_key:
            headers.append((b"cookie", f"sessionid={session_key}".encode()))
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        self._end: Any = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]  # asgiref has none

    async def connect(self) -> int | None:
        """None when the server accepts, else the code with which it refuses."""
        await self._end.send_input({"type": "websocket.connect"})
        event = await self._event()
        return None if event["type"] == "websocket.accept" else int(event.get("code", 1000))

    async def send(self, frame: str | bytes | dict[str, object]) -> None:
        """Text, bytes, or an object as JSON."""
        if isinstance(frame, bytes):
            await self._end.send_input({"type": "websocket.receive", "bytes": frame})
        else:
            text = frame if isinstance(frame, str) else json.dumps(frame)
            await self._end.send_input({"type": "websocket.receive", "text": text})

    async def receive(self) -> dict[str, str]:
        """The next frame, which must be a JSON object."""
        event = await self._event()
        assert event["type"] == "websocket.send", event
        frame = json.loads(event["text"])
        assert isinstance(frame, dict)
        return frame

    async def closed(self) -> int:
        """The code with which the server closes, which must be the next thing it does."""
        event = await self._event()
        assert event["type"] == "websocket.close", event
        return int(event["code"])

    async def receives_nothing(self) -> bool:
        """Whether the server is silent for a moment."""
        return bool(await self._end.receive_nothing())

    async def leave(self) -> None:
        """Goes away, and waits until the server has finished with the socket."""
        await self._end.send_input({"type": "websocket.disconnect", "code": 1001})
        await self._end.wait(PATIENCE)

    async def _event(self) -> dict[str, str]:
        event: dict[str, str] = await self._end.receive_output(PATIENCE)
        return event
