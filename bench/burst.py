"""A burst to one chat: how fast it drains at Lark's own limits, and how often Lark had to refuse a call."""

import os
import time
from collections import Counter
from pathlib import Path

from bench import backlog
from bench.stage import built
from tests.processes import eventually

SLIPS = int(os.environ.get("BURST", "1000"))
LIMIT = 5.0


def run(folder: Path) -> None:
    """Lark's limit is the floor: five calls a second, counted by the emulator."""
    with built(folder) as stage:
        from forms_intake.models import Delivery

        backlog.empty()
        backlog.queue(backlog.chat(), SLIPS)
        worker, started = stage.start_worker(), time.monotonic()
        try:
            eventually(lambda: Delivery.objects.exclude(state="pending").exists(), what="the first call")
            began = time.monotonic()
            left = Delivery.objects.exclude(state="delivered")
            eventually(lambda: not left.exists(), seconds=SLIPS, what="the burst's end")
            seconds = time.monotonic() - began
        finally:
            worker.stop()
        codes = Counter(request["code"] for request in stage.emulator.get("/_emulator/requests").json())
        print(f"{SLIPS} slips in {seconds:.1f} s: {SLIPS / seconds:.2f}/s; Lark allows {LIMIT:.2f}/s; target 4.75/s")
        print(f"first call {began - started:.1f} s after the worker was ready; answers by code: {dict(codes)}")
