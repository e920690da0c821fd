"""The student-info slip held against the rules."""

from datetime import datetime
from typing import Any

from forms_intake.policies import PolicyValues
from forms_intake.rules import student_info as rules
from forms_intake.rules.sentences import Consequence
from forms_intake.slips.registry import Assessment
from forms_intake.slips.student_info import StudentInfoForm


def assess(form: StudentInfoForm, policy: PolicyValues, now: datetime) -> Assessment:
    """Flags, facts and sentences of a valid form."""
    student = _student(form)
    facts = {**rules.find(student, policy), **_changes(form)}
    flags = rules.flags(student, policy, now)
    return Assessment(tuple(flags), facts, rules.sentences(flags, facts, policy))


def preview(form: StudentInfoForm, policy: PolicyValues, now: datetime) -> list[Consequence]:
    """None: no page of this slip has a live line, because nothing in it is early or late."""
    return []


def _student(form: StudentInfoForm) -> rules.Student:
    given = form.cleaned_data
    return rules.Student(
        age=form.age(),
        has_guardian=any(given.get(name) for name in ("contact_name", "guardian_name", "guardian2_name")),
        has_health_note=bool(given.get("health_note")),
        slots=tuple((slot["from"], slot["to"]) for slot in given.get("preferred_slots") or []),
    )


def _changes(form: StudentInfoForm) -> dict[str, Any]:
    """What an update replaces, where the sender's own account has told it before; what is encrypted is never here."""
    if form.is_new:
        return {}
    return {"before": {name: form.earlier[name] for name in form.changes() if name in form.earlier and name != "note"}}
