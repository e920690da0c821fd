"""The floor of live lists: a socket that says "changed" and a page of so many bytes; no framework, no database."""

import os
from typing import Any

_PAGE = os.urandom(int(os.environ.get("BARE_PAGE", "10000")))
_CHANGED = '{"type": "changed", "topic": "submissions"}'
_sockets: set[Any] = set()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """POST tells all sockets, GET gives the page."""
    if scope["type"] == "websocket":
        await _socket(receive, send)
    elif scope["type"] == "http":
        if scope["method"] == "POST":
            for each in list(_sockets):
                await each({"type": "websocket.send", "text": _CHANGED})
        body = b"" if scope["method"] == "POST" else _PAGE
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    else:
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})


async def _socket(receive: Any, send: Any) -> None:
    while (event := await receive())["type"] != "websocket.disconnect":
        if event["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            _sockets.add(send)
            await send({"type": "websocket.send", "text": '{"type": "subscribed", "topic": "submissions"}'})
    _sockets.discard(send)
