"""What readiness consists of; each check has two seconds, whatever hangs."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass

import redis
import structlog
from django.conf import settings
from django.db import connection

log = structlog.get_logger(__name__)

SECONDS = 2.0
WORKER_SILENCE = 35.0


@dataclass(frozen=True)
class Result:
    """A state, and an age in seconds where there is one. Nothing else is told: no addresses, names or messages."""

    ok: bool
    age: float | None = None


Check = Callable[[], Result]


def database() -> Result:
    """PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Result(ok=True)


def broker() -> Result:
    """Redis answers."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
        return Result(ok=bool(client.ping()))


def worker() -> Result:
    """The worker has been heard of lately."""
    # Models exist only once the apps are loaded, and apps register checks while they load.
    from school.models import silence

    since = silence("worker")
    age = None if since is None else since.total_seconds()
    return Result(ok=age is not None and age < WORKER_SILENCE, age=age)


_checks: dict[str, Check] = {"database": database, "redis": broker, "worker": worker}
_running: dict[str, Future[Result]] = {}
_lock = threading.Lock()


def register(name: str, check: Check) -> None:
    """Adds a check. It may read the database, and has failed when it raises or takes more than two seconds."""
    _checks[name] = check


def results() -> dict[str, Result]:
    """All checks at once, each in a thread and a connection of its own."""
    futures = {name: _started(name, check) for name, check in _checks.items()}
    wait(futures.values(), timeout=SECONDS)
    return {name: future.result() if future.done() else Result(ok=False) for name, future in futures.items()}


def _started(name: str, check: Check) -> Future[Result]:
    """The check's run: the one that is still under way, so that probes of a system that hangs do not pile up."""
    with _lock:
        future = _running.get(name)
        if future is None or future.done():
            future = _running[name] = Future()
            # A daemon: one that hangs must not keep the process from ending.
            threading.Thread(target=_run, args=(name, check, future), name=f"health-{name}", daemon=True).start()
        return future


def _run(name: str, check: Check, future: Future[Result]) -> None:
    try:
        result = check()
    except Exception as error:
        log.warning("health.failed", check=name, error=type(error).__name__)
        result = Result(ok=False)
    finally:
        connection.close()
    future.set_result(result)
