"""Cards for Lark: what a submission says there (slips.md section 9), in ever simpler forms (lark.md section 4.4)."""

from collections.abc import Callable, Mapping

import structlog
from django.utils import translation
from django.utils.translation import pgettext

from forms_intake.enums import FormType
from forms_intake.handover import words
from forms_intake.lark.cards import change, hold, leave_request, plain, render, student_info, transfer
from forms_intake.lark.cards.content import LONGEST_VALUE, Content
from forms_intake.lark.cards.message import Message, text
from forms_intake.lark.cards.progress import of as progress_of
from forms_intake.models import Submission

__all__ = ["BUILDERS", "LEVELS", "Message", "follow_up", "message"]

log = structlog.get_logger(__name__)
# Each slip plugs its builder in here; one without is shown with what all slips share.
BUILDERS: Mapping[str, Callable[[Submission], Content]] = {
    FormType.STUDENT_INFO: student_info.build,
    FormType.LEAVE_REQUEST: leave_request.build,
    FormType.CHANGE: change.build,
    FormType.HOLD: hold.build,
    FormType.TRANSFER: transfer.build,
}
# What a slip's line says besides its status.
NEWS: Mapping[str, Callable[[Submission], str]] = {
    FormType.HOLD: hold.follow_up,
    FormType.TRANSFER: words.news,
}
# Full card, simple card, no personal data.
LEVELS = 3
_FORMS = (render.full, render.simple, render.masked)
# Signs that a client writes as entities take six times their place; the shortest fits whatever was typed.
_LENGTHS = (LONGEST_VALUE, 120, 40)
# A text message knows no escaping (lark.md section 1.1).
_TAGS = str.maketrans("<>", "‹›")


def message(submission: Submission, *, level: int, may_repeat: bool, for_app: bool = False) -> Message:
    """What a slip says in Lark now; in Vietnamese, because the office reads it. Level 0 is the full card.

    `for_app`: with buttons that call back, and a card at every level, so that it can be replaced later.
    """
    with translation.override("vi"):
        content = _content(submission).marked(may_repeat=may_repeat)
        forms = (_FORMS[level](content.shortened(longest), for_app=for_app) for longest in _LENGTHS)
        return next((form for form in forms if render.fits(form)), render.masked(content, for_app=for_app))


def follow_up(submission: Submission) -> Message:
    """One line for a robot's group when the status has changed: its card cannot be replaced."""
    with translation.override("vi"):
        far = progress_of(submission)
        # What only the sender did is told without their words: a line cannot be changed later.
        by_sender = pgettext("card", "the sender has written") if far.sender and not far.by else ""
        parts = filter(None, [far.status, far.by or by_sender or far.assignee, _news(submission)])
        return text(f"{submission.reference}: {' · '.join(parts)}".translate(_TAGS))


def _news(submission: Submission) -> str:
    return NEWS[submission.form_type](submission) if submission.form_type in NEWS else ""


def _content(submission: Submission) -> Content:
    """A builder that fails costs its card only what is special about it."""
    try:
        return BUILDERS.get(submission.form_type, plain.build)(submission)
    except Exception as error:
        log.error("card.builder_failed", form_type=submission.form_type, error=type(error).__name__)
        return plain.build(submission)
