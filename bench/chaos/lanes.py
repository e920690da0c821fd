"""What goes wrong, each in a thread of its own."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import redis as client

from bench.stage import Stage
from school.embedded import postgres, redis
from tests.processes import NotReadyError, Process


class Disturbance(threading.Thread):
    """Does one thing `times` times, with a random pause before each; `done` counts."""

    def __init__(self, action: Callable[[], None], *, times: int, pause: tuple[float, float], seed: int) -> None:
        super().__init__(daemon=True)
        self._action, self._times, self._pause = action, times, pause
        self._random = random.Random(seed)  # noqa: S311 - repeatable, and nothing secret
        self.done, self.error = 0, ""

    def run(self) -> None:
        """Until all is done; an error ends it and is told by `wait`."""
        try:
            while self.done < self._times:
                time.sleep(self._random.uniform(*self._pause))
                self._action()
                self.done += 1
        except Exception as error:
            self.error = repr(error)

    def wait(self) -> None:
        """Until it is through. Raises SystemExit when it could not do its work: the figures would mean nothing."""
        self.join()
        if self.error:
            raise SystemExit(f"The disturbance itself failed: {self.error}")


class Lane:
    """A worker that is killed again and again, at random moments, and started anew."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._worker = self._started()

    def kill(self) -> None:
        """SIGKILL to the worker, its children and its beat."""
        self._worker.kill()
        self._worker = self._started()

    def stop(self) -> None:
        """The last one of this lane."""
        self._worker.stop()

    def _started(self) -> Process:
        # While PostgreSQL or Redis restarts, a worker may give up at its start; a supervisor would try again.
        for _ in range(20):
            try:
                return self._stage.start_worker()
            except NotReadyError:
                time.sleep(1)
        raise RuntimeError("no worker started in twenty tries")


class RedisTrouble:
    """In turn: flushed, and killed and started empty a while later."""

    def __init__(self, var: Path, url: str) -> None:
        self._var, self._url, self._turn = var, url, 0

    def strike(self) -> None:
        """One time."""
        self._turn += 1
        if self._turn % 2:
            with client.Redis.from_url(self._url) as connection:
                connection.flushall()
            return
        redis.stop(self._var)
        time.sleep(3)
        if redis.start(self._var) != self._url:
            raise RuntimeError("Redis came back on another port")


def restart_postgres(var: Path) -> None:
    """As an administrator does it: no client is waited for."""
    postgres.stop(var)
    time.sleep(1)
    postgres.start(var)
