"""How a slip moves through the office (slips.md section 10): what people do with it, and where that leads."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from forms_intake.enums import WorkStatus


class Verb(TextChoices):
    """What the office does with a slip; the keys stand in addresses and in the buttons of cards."""

    TAKE = "take", pgettext_lazy("slip", "Take")
    APPROVE = "approve", pgettext_lazy("slip", "Approve")
    DECLINE = "decline", pgettext_lazy("slip", "Decline")
    NEEDS_INFO = "needs-info", pgettext_lazy("slip", "Ask for information")
    DONE = "done", pgettext_lazy("slip", "Done")
    WITHDRAW = "withdraw", pgettext_lazy("slip", "Withdraw")
    REOPEN = "reopen", pgettext_lazy("slip", "Back to review")


OPEN = (WorkStatus.RECEIVED, WorkStatus.IN_REVIEW, WorkStatus.NEEDS_INFO)
# Nothing is to be done about these any more.
ENDED = (WorkStatus.DECLINED, WorkStatus.DONE, WorkStatus.WITHDRAWN)
# Verb × status → status; what is not there cannot be done. Taking a slip that is in review takes it over.
TABLE: Mapping[Verb, Mapping[WorkStatus, WorkStatus]] = {
    Verb.TAKE: {
        WorkStatus.RECEIVED: WorkStatus.IN_REVIEW,
        WorkStatus.IN_REVIEW: WorkStatus.IN_REVIEW,
        WorkStatus.NEEDS_INFO: WorkStatus.NEEDS_INFO,
    },
    Verb.APPROVE: dict.fromkeys(OPEN, WorkStatus.APPROVED),
    Verb.DECLINE: dict.fromkeys(OPEN, WorkStatus.DECLINED),
    Verb.NEEDS_INFO: dict.fromkeys((WorkStatus.RECEIVED, WorkStatus.IN_REVIEW), WorkStatus.NEEDS_INFO),
    Verb.DONE: dict.fromkeys((WorkStatus.IN_REVIEW, WorkStatus.APPROVED), WorkStatus.DONE),
    Verb.WITHDRAW: dict.fromkeys((*OPEN, WorkStatus.APPROVED), WorkStatus.WITHDRAWN),
    Verb.REOPEN: dict.fromkeys(
        (WorkStatus.NEEDS_INFO, WorkStatus.APPROVED, WorkStatus.DECLINED, WorkStatus.DONE, WorkStatus.WITHDRAWN),
        WorkStatus.IN_REVIEW,
    ),
}
# What the office has promised by a certain hour: a word to the sender, not the last one.
ANSWERS = frozenset({WorkStatus.NEEDS_INFO, WorkStatus.APPROVED, WorkStatus.DECLINED, WorkStatus.DONE})
# The sender reads why, and the database asks for it too.
WITH_REASON = frozenset({WorkStatus.DECLINED, WorkStatus.NEEDS_INFO})
# A card shows no more (slips.md section 9).
LONGEST_REASON = 300


def offered(status: str) -> list[Verb]:
    """What can be done with a slip of this status, in the order of the buttons."""
    return [verb for verb, leads in TABLE.items() if status in leads]


def leads(status: str, to: str) -> bool:
    """Whether anything leads from one status to another one."""
    return status != to and any(path.get(WorkStatus(status)) == to for path in TABLE.values())


def target(verb: Verb) -> WorkStatus:
    """Where a verb leads; taking leads to review from where it changes the status at all."""
    return next(iter(TABLE[verb].values()))
