"""Working the plan off: small batches, one run at a time, and one table's trouble stops no other."""

import time
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import transaction

from school import locks
from school.health import Result
from school.locks import Lock
from school.models import beat, silence
from school.retention import erase, people
from school.retention.plan import Step, steps

log = structlog.get_logger(__name__)
BATCH = 200
# Rows of one table that may resist before the table is left for the next run.
_MOST_STUCK = 100
DONE, FAILED = "purge", "purge-failed"
_LONGEST_SILENCE_S = 50 * 3600.0


@dataclass
class Report:
    """What a run did: rows let go by "table, rule"; tables with rows that could not go; whether all is done."""

    gone: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    is_finished: bool = True


def run(seconds: float) -> Report | None:
    """Works for at most about that long; None when another run is under way. What is left stays for the next one."""
    report, deadline = Report(), time.monotonic() + seconds
    with locks.alone(Lock.PURGE) as alone:
        if not alone:
            return None
        for step in steps():
            _work_off(step, report, deadline)
        beat(FAILED if report.failed else DONE)
    log.info("purge.done", gone=report.gone, failed=report.failed, finished=report.is_finished)
    return report


def healthy() -> Result:
    """The last run met no trouble and is not long ago; before the first one there is nothing to say."""
    well, ill = silence(DONE), silence(FAILED)
    recent = well is None or well.total_seconds() < _LONGEST_SILENCE_S
    untroubled = ill is None or (well is not None and well < ill)
    return Result(ok=recent and untroubled, age=None if well is None else well.total_seconds())


def _work_off(step: Step, report: Report, deadline: float) -> None:
    name, stuck = f"{step.rule.label}, {step.rule}", set[Any]()
    try:
        while ids := step.next(BATCH, without=stuck):
            if time.monotonic() > deadline:
                report.is_finished = False
                break
            gone = _batch(step, ids, stuck, deadline)
            report.gone[name] = report.gone.get(name, 0) + gone
            if len(stuck) >= _MOST_STUCK:
                break
    except Exception as error:
        log.error("purge.table_failed", label=step.rule.label, error=type(error).__name__)
        report.failed[name] = 0
    if stuck:
        report.failed[name] = len(stuck)


def _batch(step: Step, ids: list[Any], stuck: set[Any], deadline: float) -> int:
    """All at once; people, and rows of which one resists, one by one while there is time."""
    sessions: dict[Any, list[str]] = {}
    try:
        if not step.rule.forget:
            return _delete(step, ids)
        sessions = people.sessions_of(step.model._base_manager.filter(pk__in=ids))
    except Exception as error:
        log.warning("purge.batch_failed", label=step.rule.label, error=type(error).__name__)
    gone = 0
    for pk in ids:
        if len(stuck) >= _MOST_STUCK or time.monotonic() > deadline:
            break
        gone += _one(step, pk, stuck, sessions.get(pk))
    return gone


def _one(step: Step, pk: Any, stuck: set[Any], sessions: list[str] | None) -> int:
    try:
        if step.rule.forget:
            return people.forget(pk, rule=step.rule, sessions=sessions)
        return _delete(step, [pk])
    except Exception as error:
        stuck.add(pk)
        # Only the kind: messages of the database quote rows.
        log.error("purge.row_failed", label=step.rule.label, pk=str(pk), error=type(error).__name__)
        return 0


@transaction.atomic
def _delete(step: Step, ids: list[Any]) -> int:
    erase.be_impatient()
    # Asked anew: a row may have been changed since, and be kept longer.
    rows = step.rows().filter(pk__in=ids)
    if step.rule.leaves:
        erase.bury(step.rule, list(rows.values_list("pk", step.rule.leaves)))
    return erase.delete(rows)
