"""The transfer in the register of slips."""

from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FormType
from forms_intake.handover import asking
from forms_intake.rules import transfer_sentences
from forms_intake.slips import transfer_assessment, transfer_rows
from forms_intake.slips.registry import Slip
from forms_intake.slips.transfer import TransferForm

TRANSFER = Slip(
    form_type=FormType.TRANSFER,
    schema_version=1,
    template="forms_intake/transfer.html",
    lead=_("To pass a course on to somebody, or to go on learning at another branch. It takes about two minutes."),
    rules_title=_("Rules for transfers"),
    form=TransferForm,
    rule_lines=transfer_rows.rule_lines,
    assess=transfer_assessment.assess,
    preview=transfer_assessment.preview,
    retell=transfer_sentences.for_transfer,
    groups=transfer_rows.groups,
    receipt=transfer_rows.receipt,
    accepted=asking.ask,
    status_parts=transfer_rows.status_parts,
)
