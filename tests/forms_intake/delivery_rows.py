"""Deliveries in any state, as the engine would leave them, without a call to Lark."""

import itertools
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction

from forms_intake.deliveries import summary
from forms_intake.enums import DeliveryState, DestinationKind, Outcome
from forms_intake.hints import Hint
from forms_intake.models import Delivery, DeliveryAttempt, Destination
from school import clock
from tests import factories

# Past for the engine too: it counts on from the database's clock, and is a little late on a busy machine.
BEHIND = timedelta(seconds=5)
_numbers = itertools.count(1)


def destination(**fields: Any) -> Destination:
    """A group's robot."""
    number = next(_numbers)
    given = {"name": f"Nhóm {number}", "kind": DestinationKind.WEBHOOK, "config": {"secret": "robot-secret"}}
    return Destination.objects.create(**given | fields)


def delivery(state: DeliveryState = DeliveryState.DEAD, *, to: Destination | None = None, **fields: Any) -> Delivery:
    """One slip's delivery to the destination, or to one that is made for it."""
    to = to or destination()
    row = factories.submission().deliveries.get(destination=to)
    for name, value in (_of(state) | fields).items():
        setattr(row, name, value)
    row.save()
    with transaction.atomic():
        summary.refresh([row.submission_id])
    return row


def _of(state: DeliveryState) -> dict[str, Any]:
    now = clock.now()
    of: dict[DeliveryState, dict[str, Any]] = {
        DeliveryState.DEAD: {"next_attempt_at": None, "last_error": Hint.EXHAUSTED, "last_outcome": Outcome.BACKOFF},
        DeliveryState.DELIVERED: {"next_attempt_at": None, "delivered_at": now, "last_outcome": Outcome.OK},
        DeliveryState.CANCELLED: {"next_attempt_at": None},
        DeliveryState.WAITING: {"next_attempt_at": now + timedelta(hours=1), "last_outcome": Outcome.BACKOFF},
        DeliveryState.LEASED: {
            "lease_token": uuid.uuid4(),
            "lease_until": now + timedelta(minutes=1),
            "next_attempt_at": now + timedelta(minutes=1),
        },
    }
    return {"state": state} | of.get(state, {})


def attempt(row: Delivery, outcome: str = Outcome.BACKOFF, **fields: Any) -> DeliveryAttempt:
    """One finished call of 140 ms."""
    started = fields.pop("started_at", clock.now() - timedelta(minutes=1))
    ended = started + timedelta(milliseconds=140) if outcome else None
    given = {"lease_token": uuid.uuid4(), "started_at": started, "finished_at": ended, "outcome": outcome}
    return DeliveryAttempt.objects.create(delivery=row, **given | fields)
