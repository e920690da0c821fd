"""The change slip held against the rules."""

from datetime import datetime, time

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import change as rules
from forms_intake.rules import change_history, change_sentences
from forms_intake.rules.change import Change, History
from forms_intake.rules.sentences import Consequence
from forms_intake.slips.change import ChangeForm
from forms_intake.slips.registry import Assessment


def assess(form: ChangeForm, policy: PolicyValues, now: datetime) -> Assessment:
    """Flags, facts and sentences of a valid form."""
    given, change = form.cleaned_data, _change(form)
    history = change_history.of(
        change,
        now,
        student_code=given.get("student_code", ""),
        contact_phone=given["contact_phone"].e164,
        student_name=given["student_name"],
    )
    return _found(change, policy, history, now)


def preview(form: ChangeForm, policy: PolicyValues, now: datetime) -> list[Consequence]:
    """The sentences while the form is being filled in: about times and prices, never about earlier slips."""
    form.is_valid()
    told = _found(_change(form), policy, History(), now).consequences
    return [consequence for consequence in told if consequence.flag is not Flag.OUT_OF_HOURS]


def _change(form: ChangeForm) -> Change:
    given = form.cleaned_data
    start = given.get("once_time")
    current, wanted = (form.price(given.get(name, "")) for name in ("current_course", "wanted_course"))
    return Change(
        kinds=tuple(given.get("change_kinds", [])),
        effective=given.get("effective_date"),
        scope=given.get("schedule_scope", ""),
        lesson=given.get("once_date"),
        start=time.fromisoformat(start) if start else None,
        current_price=current,
        wanted_price=wanted,
        has_private_note=bool(given.get("private_note")),
    )


def _found(change: Change, policy: PolicyValues, history: History, now: datetime) -> Assessment:
    facts = rules.find(change, policy, history, now)
    flags = rules.flags(change, facts, policy, now)
    return Assessment(tuple(flags), dict(facts), change_sentences.for_change(flags, facts, policy))
