"""Ends with 1 when a slip was lost, or arrived twice where the contract with Lark can prevent it."""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.chaos import verdict
from bench.chaos.lanes import Disturbance, Lane, RedisTrouble, restart_postgres
from bench.chaos.parents import Parents
from bench.chaos.plan import FAULTS, Plan, read
from bench.chaos.settle import drained
from bench.chaos.targets import three_destinations
from bench.stage import Stage, built
from school import embedded


def main(plan: Plan) -> bool:
    """One run on services of its own; whether the verdict holds."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, embedded.running(Path(name)) as services:
        os.environ |= {
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
            "VAR_DIR": name,
            "LOG_LEVEL": "ERROR",
            "LARK_LIMITS": "documented" if plan.limits else "none",
            "DJANGO_SETTINGS_MODULE": "school.settings",
        }
        with built(Path(name)) as stage:
            return _run(plan, stage, Path(name), services.redis_url)


def _run(plan: Plan, stage: Stage, var: Path, redis_url: str) -> bool:
    started = time.monotonic()
    three_destinations(stage.emulator, limits=plan.limits)
    _make_faults(plan, stage)
    lanes = [Lane(stage) for _ in range(plan.lanes)]
    parents = Parents(stage.site)
    troubles = _troubles(plan, lanes, RedisTrouble(var, redis_url), var)
    for trouble in troubles.values():
        trouble.start()
    try:
        for _ in range(plan.slips):
            parents.send()
            time.sleep(plan.pause_s)
        for trouble in troubles.values():
            trouble.wait()
        stage.emulator.delete("/_emulator/faults").raise_for_status()
        sent_again = drained()
    finally:
        for lane in lanes:
            lane.stop()
    done = {name: trouble.done for name, trouble in troubles.items()}
    return _told(verdict.of(parents.confirmed, stage.emulator), done, parents, sent_again, time.monotonic() - started)


def _make_faults(plan: Plan, stage: Stage) -> None:
    for number, (kind, probability) in enumerate(FAULTS.items()):
        spec = {"route": "all", "kind": kind, "probability": probability, "seed": plan.seed + number}
        spec |= {"code": 2200, "msg": "internal error"} if kind == "code" else {}
        spec |= {"delay_s": 2} if kind == "timeout" else {}
        spec |= {"headers": {"x-ogw-ratelimit-reset": "1"}} if kind == "rate_limited_429" else {}
        stage.emulator.post("/_emulator/faults", json=spec).raise_for_status()


def _troubles(plan: Plan, lanes: list[Lane], redis: RedisTrouble, var: Path) -> dict[str, Disturbance]:
    """Spread over the time in which slips come."""
    seconds = plan.slips * (plan.pause_s + 0.1)
    share = plan.kills // len(lanes)
    found = {
        f"worker {number} killed": Disturbance(lane.kill, times=share, pause=(0.3, 3.0), seed=plan.seed + number)
        for number, lane in enumerate(lanes, 1)
    }
    every = (0.6 * seconds / max(plan.redis, 1), seconds / max(plan.redis, 1))
    found["Redis flushed or stopped"] = Disturbance(redis.strike, times=plan.redis, pause=every, seed=plan.seed + 10)
    every = (0.6 * seconds / max(plan.postgres, 1), seconds / max(plan.postgres, 1))
    found["PostgreSQL restarted"] = Disturbance(
        lambda: restart_postgres(var), times=plan.postgres, pause=every, seed=plan.seed + 20
    )
    return found


def _told(found: verdict.Verdict, done: dict[str, int], parents: Parents, again: int, seconds: float) -> bool:
    from forms_intake.models import DeliveryAttempt

    outcomes = Counter(DeliveryAttempt.objects.values_list("outcome", flat=True))
    print(f"{found.confirmed} slips confirmed, three destinations each, {sum(FAULTS.values()):.0%} of calls spoilt")
    print("; ".join(f"{name} {count} times" for name, count in done.items()))
    print(f"parents pressed again {parents.again} times; {again} given-up deliveries were sent again by hand")
    print(f"attempts: {dict(outcomes)}; {DeliveryAttempt.objects.filter(is_ambiguous=True).count()} unclear")
    print(f"lost: {sum(map(len, found.lost.values()))} {({k: v[:5] for k, v in found.lost.items() if v}) or ''}")
    print(
        f"repeated: message {found.repeats['message']}, Base {found.repeats['base']}, robot "
        f"{found.repeats['webhook']}, {len(found.unexplained)} of these not after an unclear answer"
    )
    print(f"{seconds:.0f} s: {'holds' if found.holds else 'DOES NOT HOLD'}")
    return found.holds


if __name__ == "__main__":
    sys.exit(not main(read()))
