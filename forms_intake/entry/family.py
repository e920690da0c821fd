"""What a signed-in family need not type again: from its account, and from the slips that the account itself sent."""

from typing import Any

from accounts import personal
from accounts.models import User
from forms_intake.entry.known import Known, Student
from forms_intake.models import Submission
from forms_intake.models.submission import SubmissionQuerySet
from forms_intake.slips.choices import SubmitterRole
from school import phones

# The `?student=` of somebody who is not among those of earlier slips.
NEW = "new"
MOST_STUDENTS = 5
_LOOKED_AT = 30
_FROM_SLIP = ("submitter_role", "branch", "contact_name", "contact_relationship", "contact_has_zalo")


def slips_of(person: User) -> SubmissionQuerySet:
    """What this account has sent, and nobody else with the same telephone or mailbox."""
    return Submission.objects.active().filter(account=person, purged_at=None).defer("sensitive")


def of(person: User, asked: str = "") -> Known:
    """The family's data with those of the student whom `asked` names by a slip; of the last one otherwise."""
    rows = list(slips_of(person).order_by("-submitted_at", "-id")[:_LOOKED_AT])
    latest: dict[str, Submission] = {}
    for row in rows:
        latest.setdefault(row.student_name_folded, row)
    named = list(latest.values())[:MOST_STUDENTS]
    chosen = None if asked == NEW else next((row for row in named if row.reference == asked), next(iter(named), None))
    students = tuple(Student(row.reference, row.student_name, row is chosen) for row in named)
    same = [row for row in rows if chosen and row.student_name_folded == chosen.student_name_folded]
    account = _account(person)
    found = of_slip(chosen) | account | _lessons(same) if chosen else account | _beginning(person, rows, asked)
    return Known(initial=_given(found), students=students)


def _account(person: User) -> dict[str, Any]:
    """Proven number and address: they hold whoever the account belongs to."""
    proven = personal.proven_phone(person)
    return _given(
        {
            "contact_phone": phones.grouped(proven) if proven else "",
            "contact_email": person.email or "" if person.email_verified_at else "",
        }
    )


def _beginning(person: User, rows: list[Submission], asked: str) -> dict[str, Any]:
    """Where no slip tells of the student: an account may be a child's or a parent's, so its name is no contact's.

    With a student code it is that student's; of another student, the contact is that of the last slip.
    """
    if rows:
        return {"contact_name": rows[0].payload.get("contact_name", "")}
    is_own = person.student_code and asked != NEW
    return {"student_name": person.name, "student_code": person.student_code} if is_own else {}


def _given(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in ("", None)}


def of_slip(slip: Submission) -> dict[str, Any]:
    """Block A as a slip answered it, by the names of its fields; what was left empty is not named."""
    given = {name: slip.payload[name] for name in _FROM_SLIP if name in slip.payload}
    if given.get("submitter_role") == SubmitterRole.STAFF:
        given["submitter_role"] = SubmitterRole.PARENT.value
    given |= {
        "contact_has_zalo": bool(given.get("contact_has_zalo")),
        "student_name": slip.student_name,
        "student_code": slip.student_code,
        "contact_phone": phones.grouped(str(slip.contact_phone)),
        "contact_email": slip.contact_email,
    }
    return {name: value for name, value in given.items() if value != ""}


def _lessons(same: list[Submission]) -> dict[str, Any]:
    """Course, teacher and time of a student by the last slip that names each; a time only if it was always the same."""
    found = lessons(same[0].payload)
    for slip in same:
        found = lessons(slip.payload) | found
    times = {slip.payload["lesson_time"] for slip in same if slip.payload.get("lesson_time")}
    return found | ({"lesson_time": times.pop()} if len(times) == 1 else {})


def lessons(payload: dict[str, Any]) -> dict[str, Any]:
    """The course and the teacher that a slip names."""
    teacher = payload.get("teacher") or payload.get("current_teacher") or ""
    found = {"course_text": payload.get("course_text", ""), "teacher": teacher, "current_teacher": teacher}
    return {name: value for name, value in found.items() if value and value != "unknown"}
