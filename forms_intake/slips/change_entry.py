"""The change slip in the register of slips."""

from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FormType
from forms_intake.rules import change_sentences
from forms_intake.slips import change_assessment, change_rows
from forms_intake.slips.change import ChangeForm
from forms_intake.slips.registry import Slip

CHANGE = Slip(
    form_type=FormType.CHANGE,
    schema_version=1,
    template="forms_intake/change.html",
    lead=_("Ask for other times, another teacher or another course. It takes about two minutes."),
    rules_title=_("Rules for changes"),
    form=ChangeForm,
    rule_lines=change_rows.rule_lines,
    assess=change_assessment.assess,
    preview=change_assessment.preview,
    retell=change_sentences.for_change,
    groups=change_rows.groups,
    receipt=change_rows.receipt,
)
