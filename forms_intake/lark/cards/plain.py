"""The card of a slip that has no builder of its own: what all slips share."""

from django.utils.translation import gettext as _

from forms_intake.lark.cards import content
from forms_intake.lark.cards.content import Content, Line
from forms_intake.models import Submission


def build(submission: Submission) -> Content:
    """Student, branch, contact, note."""
    lines = [
        Line(_("Branch"), str(submission.branch or "")),
        content.contact(submission),
        Line(_("Note"), content.typed(content.answers(submission), "note")),
    ]
    return content.of(
        submission, title=f"[{submission.get_form_type_display()}] {submission.student_name}", lines=lines
    )
