"""Celery's thin end of rooms."""

from celery import shared_task

from rooms import sweep as sweeping


@shared_task
def sweep() -> None:
    """Every 15 s: whatever no event has set right."""
    sweeping.sweep()
