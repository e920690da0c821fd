"""The whole way of a sent slip beside a bare Django view that does one INSERT, on the same server and database.

Ours: gate, CSRF, form, rules, history, submission with deliveries and audit rows, wake-up of the workers. The floor:
bench/bare. Rounds of both alternate, so that whatever else the machine does meets both.
"""

import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from bench.raw import Job, Poster
from bench.stage import Stage, built, line, percentile, site_on
from tests.processes import Process, serving
from tests.slips import ADDRESS, answers

ROUNDS, EACH, CONNECTIONS = int(os.environ.get("ROUNDS", "10")), 100, 4
# A form that is sent faster than people type is spam.
TYPING_S = 3.2
_NUMBERS = iter(range(10**6))

Round = Callable[[int], list[float]]


def run(folder: Path) -> None:
    """Targets: 0.4 times as many slips a second, and p99 at most three times as long."""
    with built(folder) as stage:
        _compare("limits against spam on", stage, {"SPAM_CHECKS": "on"})


def _compare(label: str, stage: Stage, changes: dict[str, str]) -> None:
    environment = stage.environment | changes
    _bare_tables(stage.folder, environment)
    with (
        site_on(stage.folder / "submit.log", environment) as ours,
        serving("bench.bare.asgi:application", log=stage.folder / "bare.log", environment={}, ready="/slip/") as floor,
    ):
        path, bare = sender(ours, ADDRESS), sender(floor, "/slip/")
        processes = {path: server(ours), bare: server(floor)}
        time.sleep(TYPING_S)
        for warm in (path, bare):
            warm(EACH)
        used = {each: -_processor_s(process) for each, process in processes.items()}
        spent: dict[Round, list[float]] = {path: [], bare: []}
        times: dict[Round, list[float]] = {path: [], bare: []}
        for _ in range(ROUNDS):
            for each in (path, bare):
                began = time.perf_counter()
                times[each] += each(EACH)
                spent[each].append(time.perf_counter() - began)
        used = {each: used[each] + _processor_s(process) for each, process in processes.items()}
    print(f"{label}: {ROUNDS} rounds of {EACH} slips over {CONNECTIONS} connections, one process each")
    rates = [ROUNDS * EACH / sum(spent[each]) for each in (path, bare)]
    for name, each, rate in zip(("the whole path", "bare view (floor)"), (path, bare), rates, strict=True):
        processor_ms = used[each] / (ROUNDS * EACH) * 1000
        print(f"{line(name, times[each])}  {rate:7.1f}/s  {processor_ms:5.2f} ms of processor")
    tail = percentile(times[path], 0.99) / percentile(times[bare], 0.99)
    print(f"ratio {rates[0] / rates[1]:.2f} (target 0.40), p99 {tail:.2f} times as long (target 3)")


def sender(url: str, path: str) -> Round:
    """Sends so many forms to this address; each as from another family."""
    poster = Poster(url, path)
    return lambda count: poster.send([_job(poster) for _ in range(count)], CONNECTIONS)


def server(url: str) -> psutil.Process:
    """The process that serves this address: a child of the benchmark's own."""
    port = url.rpartition(":")[2]
    return next(child for child in psutil.Process().children() if ["--port", port] == _port_of(child.cmdline()))


def _port_of(words: list[str]) -> list[str]:
    at = words.index("--port") if "--port" in words else len(words)
    return words[at : at + 2]


def _processor_s(process: psutil.Process) -> float:
    """What it has used so far; whatever else the machine does is not in it."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _job(poster: Poster) -> Job:
    """Another family at another address each time."""
    number = next(_NUMBERS)
    given = answers(contact_phone=f"09{number + 10**7:08}", idempotency_key=str(uuid.uuid4()))
    return poster.body(given), f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _bare_tables(folder: Path, environment: dict[str, str]) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS bare")
    migrate = Process(
        "django",
        "migrate",
        "--run-syncdb",
        log=folder / "bare.log",
        environment=environment | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"},
    )
    if migrate.child.wait(60):
        raise SystemExit(migrate.output())
