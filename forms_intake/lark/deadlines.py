"""One deadline for a whole call: no read or write on the wire waits longer than what is left of it.

httpx limits each read by itself, so that a server that sends a byte now and then could hold a sender for ever.
"""

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

# A socket that may not wait at all would be a non-blocking one.
_SHORTEST_S = 0.001


class _Deadline(threading.local):
    at: float | None = None


_deadline = _Deadline()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything this thread sends and reads in here ends with httpx.TimeoutException after so many seconds.

    Within another one, whichever ends first holds.
    """
    outer, at = _deadline.at, time.monotonic() + seconds
    _deadline.at = at if outer is None else min(outer, at)
    try:
        yield
    finally:
        _deadline.at = outer


def _left(timeout: float | None) -> float | None:
    """The phase's own limit, or what is left of the call if that is less."""
    if _deadline.at is None:
        return timeout
    left = _deadline.at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return max(_SHORTEST_S, left if timeout is None else min(timeout, left))


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Network(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, _left(timeout), local_address, socket_options))


class Transport(httpx.HTTPTransport):
    """httpx's own transport, on a network that knows the deadline."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # httpx has no option for the network beneath; httpcore, which it stands on, documents one.
        self._pool._network_backend = _Network()
