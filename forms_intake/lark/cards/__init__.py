"""Cards for Lark: what a submission says there (slips.md section 9), in ever simpler forms (lark.md section 4.4)."""

from collections.abc import Callable, Mapping

import structlog
from django.utils import translation

from forms_intake.enums import FormType
from forms_intake.lark.cards import content, leave_request, plain, render
from forms_intake.lark.cards.content import Content
from forms_intake.lark.cards.message import Message, text
from forms_intake.models import Submission

log = structlog.get_logger(__name__)
# Each slip plugs its builder in here; one without is shown with what all slips share.
BUILDERS: Mapping[str, Callable[[Submission], Content]] = {FormType.LEAVE_REQUEST: leave_request.build}
# Full card, simple card, one masked line.
LEVELS = 3


def message(submission: Submission, *, level: int, may_repeat: bool, for_app: bool = False) -> Message:
    """What a slip says in Lark now; in Vietnamese, because the office reads it. Level 0 is the full card.

    `for_app`: with buttons that call back, and a card at every level, so that it can be replaced later.
    """
    with translation.override("vi"):
        if level == 0:
            return render.full(_content(submission).marked(may_repeat=may_repeat))
        if level == 1:
            return render.simple(_safe_content(submission).marked(may_repeat=may_repeat))
        return render.masked(submission.reference, content.address(submission))


def follow_up(submission: Submission) -> Message:
    """One line for a robot's group when the status has changed: its card cannot be replaced."""
    with translation.override("vi"):
        return text(f"{submission.reference}: {submission.get_work_status_display()}")


def _content(submission: Submission) -> Content:
    return BUILDERS.get(submission.form_type, plain.build)(submission)


def _safe_content(submission: Submission) -> Content:
    """A builder that fails must not fail again in the next simpler form."""
    try:
        return _content(submission)
    except Exception as error:
        log.error("card.builder_failed", form_type=submission.form_type, error=type(error).__name__)
        return plain.build(submission)
