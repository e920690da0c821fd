"""What the office has to do by a certain day: opened by rules, finished by people."""

from datetime import date

import pghistory
import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake import access
from forms_intake.enums import TaskKind
from forms_intake.models import Submission, Task
from forms_intake.work import Refused
from school import clock, live

log = structlog.get_logger(__name__)


def open_once(slip: Submission, kind: TaskKind, *, due_on: date) -> bool:
    """Opens the task unless one of its kind waits already; whether it did. In the transaction of what asks for it."""
    # A conflict is the task that waits: two workers may come to the same conclusion.
    given = Task(submission=slip, kind=kind, due_on=due_on, assignee_id=slip.assignee_id, created_at=clock.now())
    is_open = Task.objects.filter(submission=slip, kind=kind, done_at=None).exists()
    Task.objects.bulk_create([] if is_open else [given], ignore_conflicts=True)
    _announce(slip)
    return not is_open


def finish(task: Task, *, by: User) -> Task:
    """The person has done it. Refused for whoever may not deal with slips; done twice, the first one stays."""
    if not access.may_work(by):
        raise Refused(_("You may look at slips, but not deal with them. Ask an administrator."))
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = Task.objects.select_for_update(of=("self",)).select_related("submission").filter(pk=task.pk).first()
        if stored is None:
            raise Refused(_("The data of this slip have been deleted. Nothing can be done with it any more."))
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


def _announce(slip: Submission) -> None:
    live.changed("tasks", "submissions", f"submission:{slip.pk}")
