"""Bounds what a visitor may send before anything looks at it: Django stores a whole body first and asks later."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from fnmatch import fnmatchcase
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Bound(NamedTuple):
    """How much may be sent, and how long that may take."""

    most_bytes: int
    seconds: float


USUAL = Bound(most_bytes=1_000_000, seconds=30.0)
# A picture of 10 MB and its envelope; at the 0.5 Mbit/s of a bad connection that takes nearly three minutes.
PICTURE = Bound(most_bytes=10_500_000, seconds=180.0)
# Three such files and the answers of a slip.
PAPERS = Bound(most_bytes=31_500_000, seconds=540.0)
# Where a slip's page leads, of whatever slip; and where papers are added to one that was sent.
PAPERS_AT = ("/phieu/*/check/", "/phieu/*/onward/", "/phieu/*/edit/*", "/phieu/status/*/")
# A spreadsheet to import may be too large: far beyond what is read of it, so that its own form says what is possible.
SHEETS = Bound(most_bytes=10_500_000, seconds=180.0)
SHEETS_AT = ("/admin/accounts/user/import/", "/admin/catalog/product/import/")
# Bodies beyond USUAL that a process reads at once, and of them from one address. Each is spooled to disk, and once more
# when it is taken apart; a page without papers is never kept waiting by them.
MOST_LARGE, MOST_LARGE_OF_ADDRESS = 12, 4
# Django renders the refusals, in the reader's language; see school.urls.
REFUSAL, BUSY = "/too-large/", "/busy/"


class _TooLargeError(Exception):
    pass


class _BusyError(Exception):
    pass


class BoundedBodies:
    """An ASGI application that bounds every request's body: by USUAL, or by what is given for its path.

    In the paths of `bounds`, * stands for anything.
    """

    def __init__(self, application: Application, bounds: Mapping[str, Bound] = MappingProxyType({})) -> None:
        self.application, self.bounds = application, bounds
        self.large: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        bound = next((bound for pattern, bound in self.bounds.items() if fnmatchcase(path, pattern)), USUAL)
        try:
            if _declared(scope) > bound.most_bytes:
                raise _TooLargeError
            with ExitStack() as places:
                enter = partial(self._enter, places, (scope.get("client") or ("",))[0])
                await self.application(scope, _bounded(receive, bound, enter), send)
        except _TooLargeError:
            await self.application(_led_to(REFUSAL, scope), _nothing(), send)
        except _BusyError:
            await self.application(_led_to(BUSY, scope), _nothing(), send)
        except TimeoutError:
            await send({"type": "http.response.start", "status": 408, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body"})

    def _enter(self, places: ExitStack, address: str) -> None:
        """Takes a place for a large body until its request has been answered."""
        if self.large[address] >= MOST_LARGE_OF_ADDRESS or self.large.total() >= MOST_LARGE:
            raise _BusyError
        self.large[address] += 1
        places.callback(self._leave, address)

    def _leave(self, address: str) -> None:
        self.large[address] -= 1
        if not self.large[address]:
            del self.large[address]


def _led_to(path: str, scope: Scope) -> Scope:
    return {**scope, "path": path, "raw_path": path.encode(), "method": "GET", "query_string": b""}


def _declared(scope: Scope) -> int:
    """What the request says about its length; nonsense counts as nothing, the reading counts for itself."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _bounded(receive: Receive, bound: Bound, enter: Callable[[], None]) -> Receive:
    """Receives the body with a bound and a deadline, and after its end whatever else comes."""
    deadline, read, more = asyncio.get_running_loop().time() + bound.seconds, 0, True

    async def next_message() -> Mapping[str, Any]:
        nonlocal read, more
        if not more:
            return await receive()
        async with asyncio.timeout_at(deadline):
            message = await receive()
        read += len(message.get("body", b""))
        more = bool(message.get("more_body"))
        if read > bound.most_bytes:
            raise _TooLargeError
        if read > USUAL.most_bytes >= read - len(message.get("body", b"")):
            enter()
        return message

    return next_message


def _nothing() -> Receive:
    """An empty body, and then a reader who stays."""
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def next_message() -> Mapping[str, Any]:
        return next(messages, None) or await asyncio.get_running_loop().create_future()

    return next_message
