"""Signals, so that what was started is stopped however we are asked to end. Only the main thread may touch them."""

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

_Handler = Callable[[int, FrameType | None], object] | signal.Handlers
_TO_END = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def leaving_on_signals() -> Iterator[None]:
    """Leave by an exception, as Ctrl-C does, where the default would be to drop dead."""
    with _handled((s for s in _TO_END if signal.getsignal(s) is signal.SIG_DFL), _leave):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C interrupt the stopping, which takes seconds at most."""
    with _handled((*_TO_END, signal.SIGINT), signal.SIG_IGN):
        yield


@contextmanager
def _handled(signals: Iterable[signal.Signals], handler: _Handler) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, handler) for each in tuple(signals)}
    try:
        yield
    finally:
        # None stands for a handler that Python did not install, as all are while it shuts down.
        for each, earlier in before.items():
            if earlier is not None:
                signal.signal(each, earlier)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
