"""How far the office is with a slip, as its card shows it: status, person, words for the sender, and buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import ngettext, pgettext_lazy

from forms_intake.enums import MessageKind, WorkStatus
from forms_intake.models import SenderMessage, Submission
from forms_intake.work_rules import LONGEST_REASON, OPEN, Verb
from school import clock
from school.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
_DID: Mapping[str, "StrOrPromise"] = {
    MessageKind.ANSWER: pgettext_lazy("card", "has answered"),
    MessageKind.FILES: pgettext_lazy("card", "has added papers"),
    MessageKind.WITHDRAWAL: pgettext_lazy("card", "has withdrawn the slip"),
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
    # What the sender said last, while the office has not done anything since.
    sender: str
    verbs: tuple[Verb, ...]
    revision: int

    @property
    def is_new(self) -> bool:
        """Whether nobody has done anything yet."""
        return not (self.by or self.assignee or self.reason or self.sender)

    def shortened(self, longest: int) -> "Progress":
        """With words of at most so many characters."""
        return replace(self, reason=self.reason[:longest], sender=self.sender[:longest])


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
        sender=_sender(submission),
        verbs=_verbs(submission),
        revision=submission.revision,
    )


def _verbs(submission: Submission) -> tuple[Verb, ...]:
    """Taking over from a colleague is not offered to a whole group: the slip's page does."""
    if submission.is_archived or submission.purged_at or submission.work_status not in OPEN:
        return ()
    deciding = (Verb.APPROVE, Verb.DECLINE)
    return (Verb.TAKE, *deciding) if submission.work_status == WorkStatus.RECEIVED else deciding


def _sender(submission: Submission) -> str:
    """That the sender answered, added papers or withdrew the slip, with the words; papers themselves stay here."""
    news = SenderMessage.objects.news_of(submission)
    if news is None:
        return ""
    papers = ngettext("%(count)s file", "%(count)s files", news.files) % {"count": news.files} if news.files else ""
    said = " · ".join(filter(None, [clean(news.text), papers]))
    return ": ".join(filter(None, [str(_DID[news.kind]), said]))[:LONGEST_REASON]


def _name(person: object) -> str:
    return clean(str(person))[:_LONGEST_NAME] if person else ""
