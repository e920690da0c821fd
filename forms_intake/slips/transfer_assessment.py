"""The transfer held against the rules."""

from datetime import datetime

from forms_intake.policies import PolicyValues
from forms_intake.rules import transfer as rules
from forms_intake.rules import transfer_history, transfer_sentences
from forms_intake.rules.sentences import Consequence
from forms_intake.rules.transfer import History, Transfer
from forms_intake.slips.registry import Assessment
from forms_intake.slips.transfer import TransferForm


def assess(form: TransferForm, policy: PolicyValues, now: datetime) -> Assessment:
    """Flags, facts and sentences of a valid form."""
    given = form.cleaned_data
    history = transfer_history.of(
        student_code=given.get("student_code", ""),
        contact_phone=given["contact_phone"].e164,
        student_name=given["student_name"],
        course=given["course_text"],
    )
    return _found(_transfer(form), policy, history, now)


def preview(form: TransferForm, policy: PolicyValues, now: datetime) -> list[Consequence]:
    """The sentences while the form is being filled in: about the day only, never about earlier slips."""
    form.is_valid()
    if not (form.cleaned_data.get("transfer_kind") and form.cleaned_data.get("effective_date")):
        return []
    told = _found(_transfer(form), policy, History(), now).consequences
    return [consequence for consequence in told if consequence.flag in transfer_sentences.WHILE_TYPING]


def _transfer(form: TransferForm) -> Transfer:
    given = form.cleaned_data
    return Transfer(kind=given["transfer_kind"], effective=given["effective_date"], receiver_age=form.receiver_age())


def _found(transfer: Transfer, policy: PolicyValues, history: History, now: datetime) -> Assessment:
    facts = rules.find(transfer, policy, history, now)
    flags = rules.flags(transfer, facts, policy, now)
    return Assessment(tuple(flags), dict(facts), transfer_sentences.for_transfer(flags, facts, policy))
