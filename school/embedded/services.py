"""Both services as one context: the first to come starts them, the last to leave stops them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from school.embedded import postgres, redis
from school.embedded.errors import EmbeddedError, ended
from school.embedded.locks import locked, shared
from school.embedded.signals import leaving_on_signals, undisturbed


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
    var = data_folder(var)
    with leaving_on_signals(), shared(var / "users.lock") as was_last:
        try:
            with locked(var / "start.lock"):
                services = Services(postgres.start(var), redis.start(var))
            yield services
        finally:
            with undisturbed(), locked(var / "start.lock"):
                if was_last():
                    redis.stop(var)
                    postgres.stop(var)


@contextmanager
def urls(var: Path) -> Iterator[dict[str, str]]:
    """Environment variables that name running services: none when the environment names some already."""
    if {"DATABASE_URL", "REDIS_URL"} & os.environ.keys():
        yield {}
    else:
        with running(var) as services:
            yield {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}


def stop_left_over(var: Path) -> None:
    """Stop what a killed user left running. Raises EmbeddedError when somebody is using it."""
    with shared(var / "users.lock") as was_last, locked(var / "start.lock"):
        if not was_last():
            raise EmbeddedError(f"The PostgreSQL and Redis of {var} are in use; end `make run` or the tests first.")
        redis.stop(var)
        postgres.stop(var)


def mend(var: Path) -> bool:
    """Start Redis again if it died, and say whether it had. Raises EmbeddedError when PostgreSQL died."""
    if not postgres.is_running(var):
        raise ended("PostgreSQL", var / "log" / "postgres.log")
    if redis.is_running(var):
        return False
    before = redis.url(var)
    with locked(var / "start.lock"):
        if redis.start(var) != before:
            raise EmbeddedError("Redis stopped, and another program took its port; start again to get a new one.")
    return True


def data_folder(var: Path) -> Path:
    """The folder as an absolute path, made if need be. Raises EmbeddedError when we cannot write there."""
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
