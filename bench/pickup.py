"""How long until a worker finds a slip of which nobody told it: the message that would wake it was lost."""

import random
import time
from pathlib import Path

from bench import backlog
from bench.stage import built, line
from tests.processes import eventually

SLIPS = 8


def run(folder: Path) -> None:
    """Accepts slips at random moments of the sweep's ten seconds, in a process that wakes nobody."""
    rng, waits = random.Random(1), list[float]()  # noqa: S311 - repeatable, and nothing secret
    with built(folder) as stage:
        from forms_intake.deliveries import outbox
        from forms_intake.models import Delivery
        from tests import factories

        backlog.empty()
        backlog.chat()
        outbox.wake = lambda: None
        worker = stage.start_worker()
        try:
            for _ in range(SLIPS):
                time.sleep(rng.uniform(0, 10))
                began = time.monotonic()
                factories.submission()
                eventually(lambda: not Delivery.objects.exclude(state="delivered").exists(), what="the slip")
                waits.append(time.monotonic() - began)
        finally:
            worker.stop()
    print(line("accepted by us until accepted by Lark", waits))
    print(f"longest {max(waits):.1f} s; the sweep runs every 10 s, target 15 s")
