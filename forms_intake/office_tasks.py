"""What the office has to do by a certain day: opened by rules and by people, finished by people."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pghistory
import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import access
from forms_intake.enums import TaskKind
from forms_intake.models import Submission, Task
from forms_intake.models.task import LONGEST_TEXT
from forms_intake.work import Refused, locked
from school import clock, live
from school.text import clean

log = structlog.get_logger(__name__)
_ON_GIVEN: list[Callable[[Task], None]] = []


def when_given(react: Callable[[Task], None]) -> None:
    """Has this called with every task that somebody puts down for a person, in the same transaction."""
    if react not in _ON_GIVEN:
        _ON_GIVEN.append(react)


def open_once(slip: Submission, kind: TaskKind, *, due_on: date) -> bool:
    """Opens the task unless one of its kind waits already; whether it did. In the transaction of what asks for it."""
    # A conflict is the task that waits: two workers may come to the same conclusion.
    given = Task(submission=slip, kind=kind, due_on=due_on, assignee_id=slip.assignee_id, created_at=clock.now())
    is_open = Task.objects.filter(submission=slip, kind=kind, done_at=None).exists()
    Task.objects.bulk_create([] if is_open else [given], ignore_conflicts=True)
    _announce(slip)
    return not is_open


def add(slip: Submission, *, text: str, due_on: date, assignee: User | None, by: User) -> Task:
    """Puts down what somebody has to do about the slip; the same twice is once, while it waits.

    Refused says what to do instead.
    """
    words = clean(text)
    if not words:
        raise Refused(_("Enter what is to be done."))
    if len(words) > LONGEST_TEXT:
        given = {"most": LONGEST_TEXT, "length": len(words)}
        raise Refused(_("Shorten the task to %(most)s characters, it has %(length)s now.") % given)
    if assignee and not access.may_be_given(assignee):
        refusal = _("%(person)s does not deal with slips any more. Choose somebody else.")
        raise Refused(refusal % {"person": assignee})
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = locked(slip, by=by)
        what: dict[str, Any] = {"kind": TaskKind.CUSTOM, "text": words, "due_on": due_on, "assignee": assignee}
        if before := Task.objects.filter(submission=stored, created_by=by, done_at=None, **what).first():
            return before
        task = Task.objects.create(submission=stored, created_by=by, **what)
        _announce(stored)
        for react in _ON_GIVEN:
            react(task)
    log.info("task.added", task=task.pk, submission=stored.pk, by=by.pk)
    return task


def reopen(task: Task, *, by: User) -> Task:
    """Not done after all. Only what a person has put down: rules open theirs anew. Twice is once."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        locked(task.submission, by=by)
        stored = _held(task)
        if stored.kind != TaskKind.CUSTOM:
            raise Refused(_("The school's rules opened this task, and open it again when it is due."))
        if stored.done_at is not None:
            stored.done_at = stored.done_by = None
            stored.save(update_fields=["done_at", "done_by"])
            _announce(stored.submission)
            log.info("task.reopened", task=stored.pk, by=by.pk)
    return stored


def finish(task: Task, *, by: User) -> Task:
    """The person has done it. Refused for whoever may not deal with slips; done twice, the first one stays."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        locked(task.submission, by=by)
        stored = _held(task)
        if stored.done_at is None:
            stored.done_at, stored.done_by = clock.now(), by
            stored.save(update_fields=["done_at", "done_by"])
            _announce(stored.submission)
            log.info("task.finished", task=stored.pk, kind=stored.kind, by=by.pk)
    return stored


def settle(slip: Submission, which: Q, *, by: User | None) -> int:
    """Ends those open tasks of the slip that are needless now; returns how many."""
    ended = Task.objects.filter(which, submission=slip, done_at=None).update(done_at=clock.now(), done_by=by)
    if ended:
        _announce(slip)
    return ended


def _held(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",)).select_related("submission").defer("submission__sensitive")
    stored = rows.filter(pk=task.pk).first()
    if stored is None:
        raise Refused(_("The data of this slip have been deleted. Nothing can be done with it any more."))
    return stored


def _announce(slip: Submission) -> None:
    live.changed("tasks", "submissions", f"submission:{slip.pk}")
