"""Cards for Lark: what a submission says there (slips.md section 9), in ever simpler forms (lark.md section 4.4)."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.utils import translation

from forms_intake.enums import FormType
from forms_intake.lark.cards import content, leave_request, plain, render
from forms_intake.lark.cards.content import Content
from forms_intake.models import Submission

log = structlog.get_logger(__name__)
# Each slip plugs its builder in here; one without is shown with what all slips share.
BUILDERS: Mapping[str, Callable[[Submission], Content]] = {FormType.LEAVE_REQUEST: leave_request.build}
# Full card, simple card, one masked line.
LEVELS = 3


def message(submission: Submission, *, level: int, may_repeat: bool) -> dict[str, Any]:
    """The webhook body for a new slip; in Vietnamese, because the office reads it. Level 0 is the full card."""
    with translation.override("vi"):
        if level == 0:
            return render.full(_content(submission).marked(may_repeat=may_repeat))
        if level == 1:
            return render.simple(_safe_content(submission).marked(may_repeat=may_repeat))
        return render.masked(submission.reference, content.address(submission))


def _content(submission: Submission) -> Content:
    return BUILDERS.get(submission.form_type, plain.build)(submission)


def _safe_content(submission: Submission) -> Content:
    """A builder that fails must not fail again in the next simpler form."""
    try:
        return _content(submission)
    except Exception as error:
        log.error("card.builder_failed", form_type=submission.form_type, error=type(error).__name__)
        return plain.build(submission)
