"""What the emulator has got, held against what was confirmed to the parents."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Verdict:
    """Slips that some destination never got, and messages and rows that came more than once."""

    confirmed: int
    lost: dict[str, list[str]]
    repeats: dict[str, int]
    unexplained: list[str]

    @property
    def holds(self) -> bool:
        """Nothing lost, no repeat where Lark knows an idempotency key, and each other one after an unclear answer."""
        return not any(self.lost.values()) and not self.repeats["message"] + self.repeats["base"] + len(
            self.unexplained
        )


def reached(emulator: httpx.Client) -> dict[str, Counter[str]]:
    """For each kind of destination how often each slip arrived, by its reference."""
    robots = emulator.get("/_emulator/summary").raise_for_status().json()["by_key"]
    cards = emulator.get("/_emulator/app_messages").raise_for_status().json()
    rows = emulator.get("/_emulator/records").raise_for_status().json()
    return {
        "webhook": Counter(robots),
        "message": Counter(card["key"] for card in cards),
        "base": Counter(row["fields"]["Submission ID"] for row in rows),
    }


def of(keys: Iterable[uuid.UUID], emulator: httpx.Client) -> Verdict:
    """The verdict on the slips confirmed under these keys."""
    from forms_intake.enums import DestinationKind
    from forms_intake.models import DeliveryAttempt, Submission

    stored = dict(Submission.objects.values_list("idempotency_key", "reference"))
    references = [stored.get(key, f"not stored: {key}") for key in keys]
    arrived = reached(emulator)
    doubtful = Counter(
        DeliveryAttempt.objects.filter(
            is_ambiguous=True, delivery__destination__kind=DestinationKind.WEBHOOK
        ).values_list("delivery__submission__reference", flat=True)
    )
    twice = {kind: {slip: n - 1 for slip, n in counts.items() if n > 1} for kind, counts in arrived.items()}
    return Verdict(
        confirmed=len(references),
        lost={kind: [slip for slip in references if slip not in counts] for kind, counts in arrived.items()},
        repeats={kind: sum(found.values()) for kind, found in twice.items()},
        unexplained=[slip for slip, n in twice["webhook"].items() if n > doubtful[slip]],
    )
