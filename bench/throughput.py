"""Deliveries a second with the limits lifted, and whether one costs more when 200,000 others wait."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
from django.db import connection, transaction

from bench import backlog
from bench.stage import Stage, built

QUEUES = (1_000, 20_000, 200_000)
SECONDS = 15.0
_BARE_CALLS, _BARE_CLAIMS = 400, 400


def run(folder: Path) -> None:
    """Two worker processes; the floors are measured in the same run, on the same machine in the same state."""
    os.environ["LARK_LIMITS"] = "none"
    with built(folder) as stage:
        stage.environment["LARK_LIMITS"] = "none"
        stage.emulator.put("/_emulator/switches", json={"limits": False, "monthly_quota": None}).raise_for_status()
        for length in QUEUES:
            _measure(stage, length)
        print(f"{'bare calls to the emulator (floor)':<46}{_bare_calls(stage):8.1f}/s")
        print(f"{'bare claims of one row each (floor)':<46}{_bare_claims():8.1f}/s")
        print(f"target 150/s on two idle cores; load of this machine now: {os.getloadavg()[0]:.1f}")


def _measure(stage: Stage, length: int) -> None:
    from forms_intake.models import Delivery

    backlog.empty()
    backlog.queue(backlog.chat(), length)
    worker = stage.start_worker()
    try:
        while not Delivery.objects.filter(state="delivered").exists():
            time.sleep(0.05)
        done = Delivery.objects.filter(state="delivered")
        before, began, cpu = done.count(), time.monotonic(), _cpu_s()
        while time.monotonic() - began < SECONDS and Delivery.objects.filter(state="pending").exists():
            time.sleep(0.1)
        made, seconds, cpu = done.count() - before, time.monotonic() - began, _cpu_s() - cpu
    finally:
        worker.stop()
    label = f"{length} waiting, two worker processes"
    print(f"{label:<46}{made / seconds:8.1f}/s  {1000 * cpu / made:6.2f} ms of processor each, emulator included")


def _cpu_s() -> float:
    """Of everything that this benchmark has started, wherever it was started from."""
    family = {process for mine in (psutil.Process(),) for process in (mine, *mine.children(recursive=True))}
    family |= {process for process in psutil.process_iter() if _serves(process)}
    return sum(_times(process) for process in family)


def _serves(process: psutil.Process) -> bool:
    """Processes of this run's PostgreSQL."""
    try:
        parent = process.parent()
        return bool(process.name() == "postgres" and parent and os.environ["VAR_DIR"] in " ".join(parent.cmdline()))
    except psutil.Error:
        return False


def _times(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _bare_calls(stage: Stage) -> float:
    """The same number of threads that a pump uses for one destination."""
    body = {"msg_type": "text", "content": {"text": "phiếu"}}
    url = f"{stage.environment['LARK_BASE_URL']}/open-apis/bot/v2/hook/open-bot"
    with httpx.Client(trust_env=False) as client, ThreadPoolExecutor(12) as pool:
        began = time.monotonic()
        list(pool.map(lambda _: client.post(url, json=body), range(_BARE_CALLS)))
        return _BARE_CALLS / (time.monotonic() - began)


def _bare_claims() -> float:
    """What PostgreSQL needs to claim one row in a transaction."""
    began = time.monotonic()
    for _ in range(_BARE_CLAIMS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE forms_intake_delivery SET attempts = attempts + 1 WHERE id = (SELECT id FROM "
                "forms_intake_delivery WHERE state = 'pending' ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
            )
    return _BARE_CLAIMS / (time.monotonic() - began)
