"""Celery's thin end of the building blocks."""

from celery import shared_task

from school.retention import run

# Well below the time after which a task is stopped.
PURGE_S = 90.0


@shared_task
def purge() -> None:
    """Every night: lets go what retention.yaml says; goes on in another task while something is left."""
    report = run.run(PURGE_S)
    if report and not report.is_finished:
        purge.apply_async(retry=False)
