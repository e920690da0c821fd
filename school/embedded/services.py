"""Both services as one context: the first to come starts them, the last to leave stops them."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from school.embedded import postgres, redis
from school.embedded.errors import EmbeddedError
from school.embedded.locks import locked, shared


@dataclass(frozen=True)
class Services:
    """Where the two services answer."""

    database_url: str
    redis_url: str


@contextmanager
def running(var: Path) -> Iterator[Services]:
    """PostgreSQL and Redis with their data under `var`, for as long as somebody is inside.

    Whoever is inside holds a share of a file lock, which the kernel gives back even when a holder is killed. So the
    services stop with their last user, and what a killed user left running is taken over by the next one.
    """
    var = _prepared(var)
    with shared(var / "users.lock") as was_last, _leaving_on_signals():
        try:
            with locked(var / "start.lock"):
                services = Services(postgres.start(var), redis.start(var))
            yield services
        finally:
            with locked(var / "start.lock"):
                if was_last():
                    redis.stop(var)
                    postgres.stop(var)


def _prepared(var: Path) -> Path:
    var = var.resolve()
    try:
        (var / "log").mkdir(parents=True, exist_ok=True)
        for lock in ("users.lock", "start.lock"):
            (var / lock).touch()
    except OSError as error:
        raise EmbeddedError(
            f"Cannot write to {var} ({error.strerror}); set VAR_DIR to a folder of your own."
        ) from error
    return var


@contextmanager
def _leaving_on_signals() -> Iterator[None]:
    """Leave by an exception, as Ctrl-C does, when asked to end: the default would skip the stopping."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = [s for s in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(s) is signal.SIG_DFL]
    for each in asked:
        signal.signal(each, _leave)
    try:
        yield
    finally:
        for each in asked:
            signal.signal(each, signal.SIG_DFL)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
