"""Work that may fail and that nobody waits for: waking workers and live lists when something was committed.

One daemon thread per process does it, so that a request never waits for a Redis that is stopped or hangs; a second
one does what may wait for a mail server, so that wake-ups never wait for that.
Whoever hands work over must be repaired by something slower when it is lost (the sweeper, the page's own refetch).
"""

import asyncio
import atexit
import inspect
import os
import queue
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import structlog
from django.db import close_old_connections, transaction

log = structlog.get_logger(__name__)

_MOST_WAITING = 1000
_COROUTINE_SECONDS = 1.0
_EXIT_SECONDS = 1.0
# To wake workers and lists takes 2.4 ms of processor, a fifth of what a slip needed (docs/slips-quality.md).
_ROUND_SECONDS = 0.05


class _Work(NamedTuple):
    name: str
    function: Callable[..., object]
    args: tuple[object, ...]


class _Thread:
    """The queue and the one thread that empties it, on one event loop of its own."""

    def __init__(self, name: str) -> None:
        self.works: queue.Queue[_Work] = queue.Queue(_MOST_WAITING)
        self._waiting: set[_Work] = set()
        self._lock = threading.Lock()
        self._done_lately: set[_Work] = set()
        self._round_ends = 0.0
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def put(self, work: _Work) -> None:
        with self._lock:
            if work in self._waiting:
                return
            try:
                self.works.put_nowait(work)
                self._waiting.add(work)
            except queue.Full:
                log.error("aftercommit.dropped", work=work.name)

    def drained(self, timeout: float) -> bool:
        with self.works.all_tasks_done:
            return self.works.all_tasks_done.wait_for(lambda: not self.works.unfinished_tasks, timeout)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            while True:
                work = self.works.get()
                self._pace(work)
                # Before it starts: what is handed over from now on may no longer be covered by this run.
                with self._lock:
                    self._waiting.discard(work)
                _do(work, runner)
                self.works.task_done()

    def _pace(self, work: _Work) -> None:
        """Equal work is begun twenty times a second at most: what is handed over meanwhile waits with it, done once."""
        if work in self._done_lately:
            time.sleep(max(self._round_ends - time.monotonic(), 0))
        if time.monotonic() >= self._round_ends:
            self._done_lately.clear()
            self._round_ends = time.monotonic() + _ROUND_SECONDS
        self._done_lately.add(work)


def _do(work: _Work, runner: asyncio.Runner) -> None:
    try:
        result = work.function(*work.args)
        if inspect.iscoroutine(result):
            runner.run(asyncio.wait_for(result, _COROUTINE_SECONDS))
    except (Exception, asyncio.CancelledError) as error:
        # Only the kind: messages hold addresses, arguments may hold personal data.
        log.warning("aftercommit.failed", work=work.name, error=type(error).__name__)
    finally:
        close_old_connections()


_threads: dict[str, _Thread] = {}
_starting = threading.Lock()


def soon(name: str, function: Callable[..., object], *args: object) -> None:
    """Does the work in this process's own thread; returns at once and never raises.

    The function may be a coroutine function (it gets 1 s) and the arguments must be hashable: equal work that
    still waits is done once. Errors are logged under the name and swallowed.
    """
    _put("aftercommit", _Work(name, function, args))


def at_leisure(name: str, function: Callable[..., object], *args: object) -> None:
    """As soon, for what may take many seconds: it keeps nothing waiting but work of its own kind."""
    _put("aftercommit-slow", _Work(name, function, args))


def _put(thread: str, work: _Work) -> None:
    with _starting:
        if thread not in _threads:
            _threads[thread] = _Thread(thread)
    _threads[thread].put(work)


def on_commit(function: Callable[..., object], *args: object) -> None:
    """Hands the work over once the transaction has committed, and never when it is rolled back."""
    name = f"{function.__module__}.{function.__qualname__}"
    transaction.on_commit(lambda: soon(name, function, *args), robust=True)


def drain(timeout: float) -> bool:
    """Waits until everything handed over is done; False when that took longer than the given seconds."""
    deadline = time.monotonic() + timeout
    return all(thread.drained(max(deadline - time.monotonic(), 0)) for thread in list(_threads.values()))


def _forget() -> None:
    """A forked child has the queue but not the thread: it starts afresh and leaves the parent's work to the parent."""
    global _starting
    _threads.clear()
    _starting = threading.Lock()


os.register_at_fork(after_in_child=_forget)
# So that a command which ends at once still tells the lists what it changed.
atexit.register(drain, _EXIT_SECONDS)
