"""The way of a slip, step by step: what history says of its status, and what the sender said in between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from forms_intake import work_rules
from forms_intake.enums import MessageKind, WorkStatus
from forms_intake.models import SenderMessage, Submission
from forms_intake.status.masks import masked

DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Note:
    """Something said at a step; `quote`: in somebody's own words, by `who` at `at`."""

    text: str
    quote: str = ""
    at: datetime | None = None


@dataclass
class Step:
    """One line of the way; without a time it is still to come."""

    title: str
    state: str = DONE
    status: str = ""
    at: datetime | None = None
    person: str = ""
    reason: str = ""
    notes: list[Note] = field(default_factory=list)


def of(submission: Submission) -> list[Step]:
    """From receiving to the end, as far as it is known; what may still come is named without a time."""
    events = apps.get_model("forms_intake", "SubmissionEvent")._default_manager.filter(pgh_obj=submission)
    columns = ("work_status", "status_reason", "status_at", "status_by__name", "assignee__name")
    steps = collapsed(submission, events.order_by("pgh_id").values(*columns))
    told(steps, list(submission.messages.order_by("pk")))
    steps[-1].state = NOW
    return [*steps, *to_come(submission.work_status)]


def collapsed(submission: Submission, events: Iterable[dict[str, Any]]) -> list[Step]:
    """One step for each status that the slip went through; what changed while it lasted is told by its last row."""
    steps = [Step(str(WorkStatus.RECEIVED.label), status=WorkStatus.RECEIVED, at=submission.submitted_at)]
    for event in [*events, _now(submission)]:
        status = event["work_status"]
        if status != steps[-1].status:
            label = str(WorkStatus(status).label)
            steps.append(Step(label, status=status, at=event["status_at"], reason=event["status_reason"]))
        steps[-1].reason = event["status_reason"]
        # Who took it, and not who asked or decided before somebody else took it over.
        steps[-1].person = event["assignee__name"] or event["status_by__name"] or ""
    for before, step in reversed(list(pairwise(steps))):
        # Told once, where it was said, and whoever goes on with it is not named again.
        step.reason = "" if step.reason == before.reason else step.reason
        step.person = "" if step.person == before.person else step.person
    return steps


def told(steps: Sequence[Step], messages: Iterable[SenderMessage]) -> None:
    """Puts what the sender said beside the step that it was said at: an answer beside the question."""
    for message in messages:
        before = [step for step in steps if step.at is None or step.at < message.at]
        at = steps[-1] if message.kind == MessageKind.WITHDRAWAL else (before or steps[:1])[-1]
        at.notes.append(Note(_said(message), quote=masked(message.text), at=message.at))


def to_come(status: str) -> list[Step]:
    """What may follow; nothing after an end."""
    review, decision = str(WorkStatus.IN_REVIEW.label), pgettext("status", "Approve or decline")
    ahead = {
        WorkStatus.RECEIVED: [review, decision],
        WorkStatus.IN_REVIEW: [decision],
        WorkStatus.NEEDS_INFO: [review, decision],
        WorkStatus.APPROVED: [str(WorkStatus.DONE.label)],
    }
    last = [str(WorkStatus.DONE.label)] if status in work_rules.OPEN else []
    return [Step(title, state=NEXT) for title in [*ahead.get(WorkStatus(status), []), *last]]


def _now(submission: Submission) -> dict[str, Any]:
    """History that was let go by its own retention still ends in what is true now."""
    return {
        "work_status": submission.work_status,
        "status_reason": submission.status_reason,
        "status_at": submission.status_at,
        "status_by__name": getattr(submission.status_by, "name", ""),
        "assignee__name": getattr(submission.assignee, "name", ""),
    }


def _said(message: SenderMessage) -> str:
    papers = ngettext("You added %(count)s file", "You added %(count)s files", message.files) % {"count": message.files}
    if message.kind == MessageKind.WITHDRAWAL:
        return _("You withdrew the slip")
    if message.kind == MessageKind.ANSWER and message.text:
        return " · ".join([_("You answered"), *([papers] if message.files else [])])
    return papers
