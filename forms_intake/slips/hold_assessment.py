"""The hold slip held against the rules."""

from datetime import datetime

from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import hold as rules
from forms_intake.rules import hold_history, hold_sentences
from forms_intake.rules.hold import History, Hold
from forms_intake.rules.sentences import Consequence
from forms_intake.slips.hold import HoldForm
from forms_intake.slips.registry import Assessment


def assess(form: HoldForm, policy: PolicyValues, now: datetime) -> Assessment:
    """Flags, facts and sentences of a valid form."""
    given, hold = form.cleaned_data, _hold(form)
    assert hold  # noqa: S101 - of a valid form
    history = hold_history.of(
        hold,
        student_code=given.get("student_code", ""),
        contact_phone=given["contact_phone"].e164,
        student_name=given["student_name"],
    )
    return _found(hold, policy, history, now)


def preview(form: HoldForm, policy: PolicyValues, now: datetime) -> list[Consequence]:
    """The sentences while the form is being filled in: about dates and papers, never about earlier slips."""
    form.is_valid()
    hold = _hold(form)
    if hold is None:
        return []
    told = _found(hold, policy, History(), now).consequences
    return [consequence for consequence in told if consequence.flag is not Flag.OUT_OF_HOURS]


def _hold(form: HoldForm) -> Hold | None:
    """As far as it is typed: nothing without both of its dates."""
    given, ends = form.cleaned_data, form.hold_end()
    if not given.get("hold_start") or ends is None:
        return None
    return Hold(
        starts=given["hold_start"],
        ends=ends,
        reason=given.get("reason", ""),
        has_proof=bool(given.get("attachments")),
    )


def _found(hold: Hold, policy: PolicyValues, history: History, now: datetime) -> Assessment:
    facts = rules.find(hold, history, now)
    flags = rules.flags(hold, facts, policy, now)
    return Assessment(tuple(flags), dict(facts), hold_sentences.for_hold(flags, facts, policy))
