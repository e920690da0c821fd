"""What a family's own account has told about a student before: shown beside the questions of an update."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake.enums import FormType
from forms_intake.models import Submission
from forms_intake.slips import student_info_steps as pages
from forms_intake.slips.rows import Answers
from forms_intake.slips.student_info import StudentInfoForm
from forms_intake.slips.student_info_words import say
from school import text
from school.folding import fold

# Slips of one family; older ones are outdated anyway.
_MOST = 20


def recall(form: StudentInfoForm, sender: User) -> None:
    """Lets an update know what the sender's account has told before, and says it beside each question."""
    if form.is_new:
        return
    form.earlier = _told(sender, code=_typed(form, "student_code").upper(), name=_typed(form, "student_name"))
    for name in pages.UPDATED:
        if known := say(name, form.earlier):
            field = form.fields[name]
            hint = _("Now: %(value)s") % {"value": known.replace("\n", "; ")}
            field.help_text = f"{hint} · {field.help_text}" if field.help_text else hint


def _told(sender: User, *, code: str, name: str) -> Answers:
    """The newest answer to each question. The office fills in for many families: it is told nothing here."""
    if sender.is_staff or not (code or name):
        return {}
    sent = Submission.objects.active().filter(account=sender, form_type=FormType.STUDENT_INFO)
    told: dict[str, Any] = {}
    for row in sent.order_by("-submitted_at", "-pk").only("payload", "student_code", "student_name_folded")[:_MOST]:
        if (code and row.student_code == code) or row.student_name_folded == fold(name)[:80]:
            told = {**row.payload, **told}
    return told


def _typed(form: StudentInfoForm, name: str) -> str:
    return text.clean(str((form.data if form.is_bound else form.initial).get(name, "") or ""))
