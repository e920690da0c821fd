"""How far the office is with a slip, as its card shows it: status, person, words for the sender, and buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms_intake.enums import WorkStatus
from forms_intake.models import Submission
from forms_intake.work_rules import LONGEST_REASON, OPEN, Verb
from school import clock
from school.text import clean

# Green is done, grey rests (lark.md section 2.4); while a slip is open its flags give the header's colour.
HEADERS: Mapping[str, str] = {
    WorkStatus.APPROVED: "green",
    WorkStatus.DONE: "green",
    WorkStatus.DECLINED: "grey",
    WorkStatus.WITHDRAWN: "grey",
}
TAGS: Mapping[str, str] = {
    WorkStatus.RECEIVED: "blue",
    WorkStatus.IN_REVIEW: "turquoise",
    WorkStatus.NEEDS_INFO: "orange",
    WorkStatus.APPROVED: "green",
    WorkStatus.DECLINED: "neutral",
    WorkStatus.DONE: "green",
    WorkStatus.WITHDRAWN: "neutral",
}
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Progress:
    """`verbs`: what somebody may do from the card; `revision`: what they saw when they did it."""

    status: str
    tag: str
    colour: str
    by: str
    at: str
    assignee: str
    reason: str
    verbs: tuple[Verb, ...]
    revision: int

    @property
    def is_new(self) -> bool:
        """Whether nobody has done anything yet."""
        return not (self.by or self.assignee or self.reason)

    def shortened(self, longest: int) -> "Progress":
        """With a reason of at most so many characters."""
        return replace(self, reason=self.reason[:longest])


def of(submission: Submission) -> Progress:
    """As the slip is now."""
    status = submission.work_status
    return Progress(
        status=str(submission.get_work_status_display()),
        tag=TAGS.get(status, "neutral"),
        colour=HEADERS.get(status, ""),
        by=_name(submission.status_by),
        at=f"{clock.at_school(submission.status_at):%H:%M, %d/%m/%Y}" if submission.status_at else "",
        assignee=_name(submission.assignee),
        reason=clean(submission.status_reason)[:LONGEST_REASON],
        verbs=_verbs(submission),
        revision=submission.revision,
    )


def _verbs(submission: Submission) -> tuple[Verb, ...]:
    """Taking over from a colleague is not offered to a whole group: the slip's page does."""
    if submission.is_archived or submission.purged_at or submission.work_status not in OPEN:
        return ()
    deciding = (Verb.APPROVE, Verb.DECLINE)
    return (Verb.TAKE, *deciding) if submission.work_status == WorkStatus.RECEIVED else deciding


def _name(person: object) -> str:
    return clean(str(person))[:_LONGEST_NAME] if person else ""
