"""The leave request held against the rules."""

from datetime import datetime, time

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import leave as rules
from forms_intake.rules import leave_history, sentences
from forms_intake.rules.leave import History, Leave
from forms_intake.rules.sentences import Consequence
from forms_intake.slips.leave_request import LeaveRequestForm
from forms_intake.slips.registry import Assessment


def assess(form: LeaveRequestForm, policy: PolicyValues, now: datetime) -> Assessment:
    """Flags, facts and sentences of a valid form."""
    given = form.cleaned_data
    leave = _leave(form)
    history = leave_history.of(
        leave,
        policy,
        student_code=given.get("student_code", ""),
        contact_phone=given["contact_phone"].e164,
        student_name=given["student_name"],
    )
    return _found(leave, policy, history, now)


def preview(form: LeaveRequestForm, policy: PolicyValues, now: datetime) -> list[Consequence]:
    """The sentences while the form is being filled in: about times only, never about earlier slips."""
    form.is_valid()
    if not form.lesson_days() or {"lesson_date", "lesson_dates", "date_from", "date_to"} & form.errors.keys():
        return []
    told = _found(_leave(form), policy, History(), now).consequences
    return [consequence for consequence in told if consequence.flag is not Flag.OUT_OF_HOURS]


def _leave(form: LeaveRequestForm) -> Leave:
    start = form.cleaned_data.get("lesson_time")
    return Leave(
        kind=form.cleaned_data["leave_kind"],
        days=tuple(form.lesson_days()),
        start=time.fromisoformat(start) if start else None,
        reason=form.cleaned_data.get("reason", ""),
        has_papers=bool(form.cleaned_data.get("attachments")),
    )


def _found(leave: Leave, policy: PolicyValues, history: History, now: datetime) -> Assessment:
    facts = rules.find(leave, policy, history, now)
    flags = rules.flags(leave, facts, policy, now)
    return Assessment(tuple(flags), dict(facts), sentences.for_leave(flags, facts, policy))
