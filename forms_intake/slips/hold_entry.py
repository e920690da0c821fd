"""The hold slip in the register of slips."""

from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FormType
from forms_intake.holds import words
from forms_intake.rules import hold_sentences
from forms_intake.slips import hold_assessment, hold_prefill, hold_rows
from forms_intake.slips.hold import HoldForm
from forms_intake.slips.registry import Slip

HOLD = Slip(
    form_type=FormType.HOLD,
    schema_version=1,
    template="forms_intake/hold.html",
    lead=_("Your course rests and waits for you. The slip takes about two minutes."),
    rules_title=_("Rules for holds"),
    form=HoldForm,
    rule_lines=hold_rows.rule_lines,
    assess=hold_assessment.assess,
    preview=hold_assessment.preview,
    retell=hold_sentences.for_hold,
    groups=hold_rows.groups,
    receipt=hold_rows.receipt,
    status_parts=words.status_parts,
    initial=hold_prefill.asked,
)
