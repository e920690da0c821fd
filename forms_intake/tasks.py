"""Celery's thin end: what is due stands in PostgreSQL, so a lost or repeated message changes nothing."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from forms_intake.deliveries import engine, outbox, summary
from school.models import beat

# Shorter than the ten seconds between two sweeps.
PUMP_S = 8.0


@shared_task
def deliver(pk: int) -> None:
    """One try of one delivery, if it is due."""
    engine.deliver(pk)


@shared_task
def sweep() -> None:
    """Every ten seconds: picks up lost wake-ups, due retries and expired leases, and says that a worker is alive."""
    beat("worker")
    outbox.adopt_orphans()
    summary.settle()
    for destination in engine.destinations_with_work():
        pump.apply_async((destination,), retry=False, expires=PUMP_S)


@shared_task
def pump(destination: int) -> None:
    """Works off one destination; each has its own task, so that one that hangs does not starve the others."""
    engine.pump(PUMP_S, destination=destination)


@worker_ready.connect
def _sweep_at_once(**_: Any) -> None:
    """What waited while no worker ran need not wait for the next beat as well."""
    sweep.apply_async(retry=False)
