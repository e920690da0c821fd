"""Locks between processes on files under var/. The kernel drops them when their holder dies, however it dies."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file alone; waits for whoever holds it now."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def shared(path: Path) -> Iterator[Callable[[], bool]]:
    """Hold the file together with others; yields a question that gives up our share and says if it was the last."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_SH)

        def was_last() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield was_last
