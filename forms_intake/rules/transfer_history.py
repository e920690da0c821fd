"""Earlier transfers of the same course, counted."""

from forms_intake import submissions
from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.models.submission import SubmissionQuerySet
from forms_intake.rules.transfer import History
from forms_intake.slips.transfer_choices import TransferKind
from school.folding import fold


def of(*, student_code: str, contact_phone: str, student_name: str, course: str) -> History:
    """Approved transfers to a person of this student's course, given away by them before or received by them."""
    given = submissions.history_of(student_code=student_code, contact_phone=contact_phone, student_name=student_name)
    received = Submission.objects.filter(payload__receiver_phone=contact_phone)
    rows = {row.pk: row for row in _approved(given)}
    rows |= {row.pk: row for row in _approved(received) if _folded(row, "receiver_name") == fold(student_name)}
    return History(transfers=sum(_folded(row, "course_text") == fold(course) for row in rows.values()))


def _approved(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    return (
        rows.active()
        .filter(form_type=FormType.TRANSFER, payload__transfer_kind=TransferKind.PERSON)
        .filter(work_status__in=[WorkStatus.APPROVED, WorkStatus.DONE])
        .exclude(flags__contains=[Flag.POSSIBLE_SPAM.value])
        .only("payload")
    )


def _folded(row: Submission, key: str) -> str:
    return fold(str(row.payload.get(key, "")))
