"""Bounds what a visitor may send before anything looks at it: Django stores a whole body first and asks later."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 1_000_000
SECONDS = 30.0
# Django renders the refusal, in the reader's language; see school.urls.
REFUSAL = "/too-large/"


class _TooLargeError(Exception):
    pass


class BoundedBodies:
    """An ASGI application that reads at most MOST_BYTES of a request's body, within SECONDS."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if _declared(scope) > MOST_BYTES:
                raise _TooLargeError
            await self.application(scope, _bounded(receive), send)
        except _TooLargeError:
            refused = {**scope, "path": REFUSAL, "raw_path": REFUSAL.encode(), "method": "GET", "query_string": b""}
            await self.application(refused, _nothing(), send)
        except TimeoutError:
            await send({"type": "http.response.start", "status": 408, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body"})


def _declared(scope: Scope) -> int:
    """What the request says about its length; nonsense counts as nothing, the reading counts for itself."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _bounded(receive: Receive) -> Receive:
    """Receives the body with a bound and a deadline, and after its end whatever else comes."""
    deadline, read, more = asyncio.get_running_loop().time() + SECONDS, 0, True

    async def next_message() -> Mapping[str, Any]:
        nonlocal read, more
        if not more:
            return await receive()
        async with asyncio.timeout_at(deadline):
            message = await receive()
        read += len(message.get("body", b""))
        more = bool(message.get("more_body"))
        if read > MOST_BYTES:
            raise _TooLargeError
        return message

    return next_message


def _nothing() -> Receive:
    """An empty body, and then a reader who stays."""
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def next_message() -> Mapping[str, Any]:
        return next(messages, None) or await asyncio.get_running_loop().create_future()

    return next_message
