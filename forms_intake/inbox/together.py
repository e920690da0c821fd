"""One look for all who ask at once: a change makes every open inbox ask for its list at the same moment."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

# Longer than any list takes; whoever has waited so long looks alone.
_PATIENCE_S = 5

Found = TypeVar("Found")


class Together(Generic[Found]):
    """Equal work is done once for all who asked before it began, so that nobody gets an answer older than the question.

    What a change costs grows with the number of different lists that are open, not with the number of screens. Nothing
    is kept: once it is done, whoever asks next begins anew.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[Hashable, Future[Found]] = {}
        # Not begun: each waits until what is running is done, and has left this before it looks at anything.
        self._next: dict[Hashable, Future[Found]] = {}

    def __call__(self, key: Hashable, work: Callable[[], Found]) -> Found:
        """What `work` finds, done by this caller or by one who asked at the same time."""
        try:
            return self._joined(key, work)
        except _OfAnotherError:
            # The reasons may be that caller's own; all whom it has left without an answer still look together.
            with suppress(_OfAnotherError):
                return self._joined(key, work)
            return work()

    def _joined(self, key: Hashable, work: Callable[[], Found]) -> Found:
        before, mine, others = self._enlist(key)
        if others:
            return _theirs(others)
        if before:
            self._begin_after(key, before, mine)
        return self._work(key, mine, work)

    def _enlist(self, key: Hashable) -> "tuple[Future[Found] | None, Future[Found], Future[Found] | None]":
        """What has to end first, the caller's own work, and the work of another who does it for the caller."""
        mine: Future[Found] = Future()
        with self._lock:
            if following := self._next.get(key):
                return None, mine, following
            running = self._running.get(key)
            (self._next if running else self._running)[key] = mine
            return running, mine, None

    def _begin_after(self, key: Hashable, before: "Future[Found]", mine: "Future[Found]") -> None:
        _give_back_connection()
        with suppress(TimeoutError):
            before.exception(_PATIENCE_S)
        with self._lock:
            self._running[key] = mine
            del self._next[key]

    def _work(self, key: Hashable, mine: "Future[Found]", work: Callable[[], Found]) -> Found:
        try:
            found = work()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(found)
            return found
        finally:
            with self._lock:
                if self._running.get(key) is mine:
                    del self._running[key]


class _OfAnotherError(Exception):
    """Whoever did it for this caller has failed, or takes too long."""


def _theirs(others: "Future[Found]") -> Found:
    _give_back_connection()
    try:
        # They may have to wait for the one before them.
        return others.result(2 * _PATIENCE_S)
    except Exception as error:
        raise _OfAnotherError from error


def _give_back_connection() -> None:
    """Fifty who wait would hold the whole pool, and no page would answer; the next query fetches one."""
    if not connection.in_atomic_block:
        connection.close()
