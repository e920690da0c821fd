"""The whole system as processes of its own, on free ports, for one benchmark."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx

from tests.processes import Process, serving

# A lease is six times as long.
TIMEOUT_S = "1"


@dataclass
class Stage:
    """What a benchmark plays on."""

    site: httpx.Client
    emulator: httpx.Client
    folder: Path
    environment: dict[str, str]

    def start_worker(self) -> Process:
        """A Celery worker with its beat, in a process group that can be killed."""
        log = self.folder / f"worker-{os.urandom(4).hex()}.log"
        options = [
            "--concurrency",
            "2",
            "-B",
            "-s",
            f"{log}.beat",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "info",
        ]
        process = Process("celery", "-A", "school", "worker", *options, log=log, environment=self.environment)
        process.wait_for(lambda: " ready." in process.output())
        return process


@contextmanager
def built(folder: Path) -> Iterator[Stage]:
    """Database with the demo data, emulator and site; the worker is started by whoever needs one."""
    with ExitStack() as stack:
        log = folder / "emulator.log"
        emulator = stack.enter_context(
            serving("lark_emulator.app:app", log=log, environment={}, ready="/_emulator/messages")
        )
        environment = {"LARK_BASE_URL": emulator, "LARK_TIMEOUT_S": TIMEOUT_S, "LOG_LEVEL": "INFO"}
        # Its senders are faster than people, and all have one address.
        environment["SPAM_CHECKS"] = "none"
        os.environ |= environment
        prepare()
        site = stack.enter_context(site_on(folder / "web.log", environment))
        clients = [stack.enter_context(httpx.Client(base_url=url, trust_env=False)) for url in (site, emulator)]
        yield Stage(clients[0], clients[1], folder, environment)


def site_on(log: Path, environment: dict[str, str]) -> AbstractContextManager[str]:
    """The site as a process of its own; gives its address."""
    return serving("school.asgi:application", log=log, environment=environment, ready="/health/live")


def prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("flush", interactive=False, verbosity=0)
    call_command("seed")


def accepted(answer: httpx.Response) -> None:
    """Ends the benchmark when a slip was not accepted: its figure would mean nothing."""
    if answer.status_code != HTTPStatus.SEE_OTHER:
        raise SystemExit(f"The site answered {answer.status_code}, not 303.")


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the sorted values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def line(label: str, seconds: list[float]) -> str:
    """p50, p95 and p99 in milliseconds."""
    shares = (0.5, 0.95, 0.99)
    return f"{label:<46}" + "  ".join(
        f"p{share * 100:.0f} {percentile(seconds, share) * 1000:7.1f} ms" for share in shares
    )
