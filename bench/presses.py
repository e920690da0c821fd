"""How long Lark waits for the answer to a press, sealed and signed, beside a page of the site that asks nothing."""

import json
import secrets
import time
from pathlib import Path
from typing import Any

from bench.stage import Stage, built, line
from lark_emulator.outgoing.envelope import encrypt, signature

PRESSES = 300
_KEY, _ADDRESS = "bench key", "/lark/callbacks/cli_bench/"


def run(folder: Path) -> None:
    """Each press takes or approves a slip of its own; Lark's limit is three seconds, ours 300 ms for 95 of 100."""
    with built(folder) as stage:
        slips = _slips(PRESSES // 2 + 1)
        presses = [_press(*slip, verb, seen) for slip in slips for seen, verb in enumerate(("take", "approve"))]
        times = [_timed(stage, press) for press in presses]
        print(line("a page that asks no store (floor)", [_floor(stage) for _ in range(PRESSES)]))
        # The first two warm the process up.
        print(line("a press until its answer", times[2:]))
        print(f"{len(times)} presses, all done; target p95 300 ms")


def _slips(count: int) -> list[tuple[str, str]]:
    """Reference and message id of slips whose card stands in a chat, and somebody linked who may press."""
    from accounts.enums import Role
    from forms_intake.models import LarkApp
    from tests import factories, lark_calls

    app = LarkApp.objects.create(name="Bench", app_id="cli_bench", config={"encrypt_key": _KEY})
    lark_calls.linked(app, factories.user(Role.STAFF))
    cards = [lark_calls.shown(app, factories.submission(), f"om_{number}") for number in range(count)]
    return [(card.submission.reference, card.remote_id) for card in cards]


def _press(reference: str, message_id: str, verb: str, seen: int) -> dict[str, Any]:
    event = {
        "operator": {"open_id": "ou_ha"},
        "action": {"value": {"a": verb, "s": reference, "v": seen}},
        "context": {"open_message_id": message_id},
    }
    head = {"event_id": secrets.token_hex(16), "event_type": "card.action.trigger", "app_id": "cli_bench"}
    return {"schema": "2.0", "header": head, "event": event}


def _timed(stage: Stage, press: dict[str, Any]) -> float:
    raw = json.dumps({"encrypt": encrypt(json.dumps(press), _KEY)}).encode()
    timestamp, nonce = str(int(time.time())), secrets.token_hex(8)
    headers = {
        "X-Lark-Request-Timestamp": timestamp,
        "X-Lark-Request-Nonce": nonce,
        "X-Lark-Signature": signature(timestamp, nonce, _KEY, raw),
        "Content-Type": "application/json",
    }
    start = time.perf_counter()
    answer = stage.site.post(_ADDRESS, content=raw, headers=headers)
    seconds = time.perf_counter() - start
    if answer.json().get("toast", {}).get("type") != "success":
        raise SystemExit(f"A press was not carried out: {answer.text[:200]}")
    return seconds


def _floor(stage: Stage) -> float:
    start = time.perf_counter()
    stage.site.get("/health/live")
    return time.perf_counter() - start
