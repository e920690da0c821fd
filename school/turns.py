"""Reading strangers' files: one at a time in each process, and whoever waits keeps nothing from others meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

# Two large pictures take as long; whoever waits longer is told to come back, or goes on without the file.
LONGEST_WAIT_S = 5.0
_turn = threading.Lock()


class Busy(ValidationError):  # noqa: N818 - says what the readers are
    """Others' files are being read, and the wait was too long."""

    def __init__(self) -> None:
        super().__init__(_("Many files are arriving at the moment. Try again in a minute"), code="busy")


@contextmanager
def taken() -> Iterator[None]:
    """Nobody else reads a file meanwhile: that bounds the memory. Raises Busy.

    The database's connection goes back to the pool first: a few requests that wait here would hold all of them, and no
    page would answer. The next query fetches one.
    """
    if not connection.in_atomic_block:
        connection.close()
    if not _turn.acquire(timeout=LONGEST_WAIT_S):
        raise Busy
    try:
        yield
    finally:
        _turn.release()
