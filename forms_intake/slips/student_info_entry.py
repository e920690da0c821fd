"""The student-info slip in the register of slips."""

from django.utils.translation import gettext_lazy as _

from forms_intake.enums import FormType
from forms_intake.rules import student_info as rules
from forms_intake.slips import student_info_assessment, student_info_earlier, student_info_rows
from forms_intake.slips.registry import Slip
from forms_intake.slips.student_info import StudentInfoForm

STUDENT_INFO = Slip(
    form_type=FormType.STUDENT_INFO,
    schema_version=1,
    template="forms_intake/student_info.html",
    lead=_("For a new student, or when something about a student has changed. Five short pages."),
    rules_title=_("What a registration means"),
    form=StudentInfoForm,
    rule_lines=student_info_rows.rule_lines,
    assess=student_info_assessment.assess,
    preview=student_info_assessment.preview,
    retell=rules.sentences,
    groups=student_info_rows.groups,
    receipt=student_info_rows.receipt,
    recall=student_info_earlier.recall,
)
