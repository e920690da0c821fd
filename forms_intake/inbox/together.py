"""One look for all who ask at once: a change makes every open inbox ask for its list at the same moment."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock

# Longer than any list takes; whoever has waited so long looks alone.
_PATIENCE_S = 5


class Together:
    """Equal work is done once for all who asked before it began, so that nobody gets an answer older than the question.

    What a change costs grows with the number of different lists that are open, not with the number of screens.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[Hashable, Future[str]] = {}
        self._next: dict[Hashable, Future[str]] = {}

    def __call__(self, key: Hashable, work: Callable[[], str]) -> str:
        """The text of `work`, done by this caller or by one who asked at the same time."""
        before, mine = self._enlist(key)
        if mine is None:
            return _theirs(before, work)
        if before:
            self._begin_after(key, before, mine)
        return self._work(key, mine, work)

    def _enlist(self, key: Hashable) -> "tuple[Future[str] | None, Future[str] | None]":
        """What to wait for, and what to do then: without the second, somebody else does it."""
        with self._lock:
            running, following = self._running.get(key), self._next.get(key)
            if running and following:
                return following, None
            mine: Future[str] = Future()
            (self._next if running else self._running)[key] = mine
            return running, mine

    def _begin_after(self, key: Hashable, before: "Future[str]", mine: "Future[str]") -> None:
        with suppress(TimeoutError):
            before.exception(_PATIENCE_S)
        with self._lock:
            self._running[key] = mine
            del self._next[key]

    def _work(self, key: Hashable, mine: "Future[str]", work: Callable[[], str]) -> str:
        try:
            text = work()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(text)
            return text
        finally:
            with self._lock:
                if self._running.get(key) is mine:
                    del self._running[key]


def _theirs(work_of_another: "Future[str] | None", work: Callable[[], str]) -> str:
    """Whoever does it may fail for reasons of their own."""
    try:
        return work_of_another.result(_PATIENCE_S) if work_of_another else work()
    except Exception:
        return work()
