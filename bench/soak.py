"""Two hundred slips while Lark misbehaves and the worker is killed: nothing lost, every repeat explained."""

import random
import time
import uuid
from collections import Counter
from pathlib import Path

from bench.stage import Stage, accepted, built
from tests.processes import Process, eventually
from tests.slips import Sender

SLIPS, KILLS, SEED = 200, 10, 20261121
# Each with the share of calls that it spoils.
FAULTS = {
    "status_500": 0.04,
    "html": 0.03,
    "truncated": 0.03,
    "reset_before": 0.05,
    "reset_after": 0.05,
    "timeout": 0.04,
    "code": 0.04,
}


def run(folder: Path) -> None:
    """Prints what arrived how often, and which repeats the contract cannot prevent."""
    rng = random.Random(SEED)  # noqa: S311 - repeatable, and nothing secret
    started = time.monotonic()
    with built(folder) as stage:
        _make_faults(stage)
        worker, sender = stage.start_worker(), Sender(stage.site)
        try:
            worker = _send_and_kill(stage, sender, worker, rng)
            stage.emulator.delete("/_emulator/faults").raise_for_status()
            eventually(_all_delivered, seconds=900, what="delivery of every slip")
        finally:
            worker.stop()
        _report(stage, time.monotonic() - started)


def _make_faults(stage: Stage) -> None:
    for number, (kind, probability) in enumerate(FAULTS.items()):
        spec = {"route": "hook", "kind": kind, "probability": probability, "seed": SEED + number}
        if kind == "code":
            spec |= {"code": 2200, "msg": "internal error"}
        if kind == "timeout":
            spec |= {"delay_s": 3}
        stage.emulator.post("/_emulator/faults", json=spec).raise_for_status()


def _send_and_kill(stage: Stage, sender: Sender, worker: Process, rng: random.Random) -> Process:
    kills = set(rng.sample(range(10, SLIPS), KILLS))
    for number in range(SLIPS):
        accepted(sender.send(uuid.uuid4(), contact_phone=f"0912{number:06}"))
        time.sleep(rng.uniform(0.1, 0.9))
        if number in kills:
            worker.kill()
            worker = stage.start_worker()
    return worker


def _all_delivered() -> bool:
    from forms_intake.models import Delivery

    return not Delivery.objects.exclude(state="delivered").exists()


def _report(stage: Stage, seconds: float) -> None:
    from forms_intake.models import DeliveryAttempt, Submission

    counts: dict[str, int] = stage.emulator.get("/_emulator/summary").json()["by_key"]
    lost = [row.reference for row in Submission.objects.all() if row.reference not in counts]
    doubtful = Counter(
        DeliveryAttempt.objects.filter(is_ambiguous=True).values_list("delivery__submission__reference", flat=True)
    )
    repeats = {reference: count - 1 for reference, count in counts.items() if count > 1}
    unexplained = {reference: n for reference, n in repeats.items() if n > doubtful[reference]}
    outcomes = Counter(DeliveryAttempt.objects.values_list("outcome", flat=True))
    print(f"{Submission.objects.count()} slips, {len(counts)} in the emulator, {len(lost)} lost, in {seconds:.0f} s")
    print(f"worker killed {KILLS} times; attempts: {dict(outcomes)}")
    print(
        f"{sum(repeats.values())} repeated cards; {len(unexplained)} of them not after an attempt that may have arrived"
    )
