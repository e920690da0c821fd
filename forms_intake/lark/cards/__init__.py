"""Cards for Lark: what a submission says there (slips.md section 9), in ever simpler forms (lark.md section 4.4)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation

from forms_intake.enums import FormType
from forms_intake.lark.cards import leave_request, plain, render
from forms_intake.lark.cards.content import Content
from forms_intake.models import Submission

# Each slip plugs its builder in here; one without is shown with what all slips share.
BUILDERS: Mapping[str, Callable[[Submission], Content]] = {FormType.LEAVE_REQUEST: leave_request.build}
_RENDERERS: tuple[Callable[[Content], dict[str, Any]], ...] = (render.full, render.simple, render.masked)
LEVELS = len(_RENDERERS)


def message(submission: Submission, *, level: int, may_repeat: bool) -> dict[str, Any]:
    """The webhook body for a new slip; in Vietnamese, because the office reads it. Level 0 is the full card."""
    with translation.override("vi"):
        build = BUILDERS.get(submission.form_type, plain.build)
        return _RENDERERS[level](build(submission).marked(may_repeat=may_repeat))
