"""The leave request in the register of slips."""

from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FormType
from forms_intake.rules import sentences
from forms_intake.slips import leave_assessment, leave_rows
from forms_intake.slips.leave_request import LeaveRequestForm
from forms_intake.slips.registry import Slip

LEAVE_REQUEST = Slip(
    form_type=FormType.LEAVE_REQUEST,
    schema_version=1,
    template="forms_intake/leave_request.html",
    lead=_("This is the official way to report an absence. It takes about a minute."),
    rules_title=_("Rules for leaves"),
    form=LeaveRequestForm,
    rule_lines=leave_rows.rule_lines,
    assess=leave_assessment.assess,
    preview=leave_assessment.preview,
    retell=sentences.for_leave,
    groups=leave_rows.groups,
    receipt=leave_rows.receipt,
)
