"""Resident memory of one web process after 1,000 and after 20,000 slips, sent at a bounded rate."""

import os
import time
from pathlib import Path

from bench.stage import Stage, built, site_on
from bench.submit import sender, server
from tests.slips import ADDRESS

FIRST, ALL = 1000, int(os.environ.get("SLIPS", "20000"))
EACH, PER_SECOND = 100, 150


def run(folder: Path) -> None:
    """Target: at most 1.1 times as much after 20,000 as after 1,000."""
    with built(folder) as stage:
        _measure(stage)


def _measure(stage: Stage) -> None:
    with site_on(stage.folder / "memory.log", stage.environment) as site:
        send, process = sender(site, ADDRESS), server(site)
        used: dict[int, float] = {}
        for sent in range(EACH, ALL + 1, EACH):
            began = time.perf_counter()
            send(EACH)
            time.sleep(max(EACH / PER_SECOND - (time.perf_counter() - began), 0))
            used[sent] = process.memory_info().rss / 2**20
            if sent in (FIRST, ALL) or not sent % 5000:
                print(f"after {sent:6} slips {used[sent]:7.1f} MiB", flush=True)
    print(f"ratio {used[ALL] / used[FIRST]:.3f} (target 1.1)")
