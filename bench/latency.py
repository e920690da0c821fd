"""How long until Lark has a slip, on an idle system, beside one bare call to the same emulator."""

import time
import uuid
from pathlib import Path

from bench.stage import Stage, accepted, built, line
from tests.processes import eventually
from tests.slips import Sender

SLIPS = 40
# Slower than the robot's rate limit (one call every 0.63 s), so that the pace is not what is measured.
PAUSE_S = 0.7


def run(folder: Path) -> None:
    """Sends slips one by one and reads the moments of acceptance from the database."""
    with built(folder) as stage:
        worker = stage.start_worker()
        try:
            answers, delivered = _measure(stage)
        finally:
            worker.stop()
        print(line("bare call to the emulator (floor)", _floor(stage)))
        print(line("the sender's POST until the confirmation", answers))
        print(line("submitted until accepted by Lark", delivered))
        print(f"{SLIPS} slips, {len(delivered)} accepted; target p50 300 ms, p95 2000 ms")


def _measure(stage: Stage) -> tuple[list[float], list[float]]:
    from forms_intake.models import Delivery

    sender, answers = Sender(stage.site), []
    for number in range(SLIPS + 1):
        start = time.perf_counter()
        accepted(sender.send(uuid.uuid4(), contact_phone=f"0912{number:06}"))
        answers.append(time.perf_counter() - start)
        time.sleep(PAUSE_S)
    eventually(lambda: not Delivery.objects.exclude(state="delivered").exists(), what="all deliveries")
    rows = Delivery.objects.order_by("pk").values_list("submission__submitted_at", "delivered_at")
    # The first slip warms up both processes.
    return answers[1:], [(done - sent).total_seconds() for sent, done in rows[1:] if done]


def _floor(stage: Stage) -> list[float]:
    body, times = {"msg_type": "text", "content": {"text": "phiếu"}}, []
    for _ in range(4):
        start = time.perf_counter()
        stage.emulator.post("/open-apis/bot/v2/hook/open-bot", json=body)
        times.append(time.perf_counter() - start)
    return times
