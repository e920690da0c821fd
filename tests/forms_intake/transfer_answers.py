"""Complete answers of the transfer slip, to a person and to a branch."""

from datetime import timedelta
from typing import Any

from forms_intake import submissions
from forms_intake.enums import FormType, Source
from forms_intake.handover import asking
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.slips.transfer import TransferForm
from school import clock
from tests import factories
from tests.forms_intake.slip_pages import block_a, boxes

POLICY = PolicyValues(form_type=FormType.TRANSFER, version=1)


def person(**changes: Any) -> dict[str, Any]:
    """To a cousin, all lessons left, in ten days; None takes an answer away."""
    given = {
        "transfer_kind": "person",
        "course_text": "Piano kèm 1-1",
        "remaining_lessons": "24",
        **boxes("effective_date", clock.today() + timedelta(days=10)),
        "reason": "no_time",
        "receiver_name": "Lê Minh Khoa",
        "receiver_dob_day": "27",
        "receiver_dob_month": "03",
        "receiver_dob_year": "1998",
        "receiver_relationship": "sibling",
        "receiver_phone": "0987 654 321",
        "receiver_is_student": "no",
        "receiver_level": "none",
        "scope": "all",
        "receiver_consent": "on",
        "no_resale_ack": "on",
    }
    return block_a(**given | changes)


def branch(**changes: Any) -> dict[str, Any]:
    """To Thủ Đức, which must be there, in ten days."""
    given = {
        "transfer_kind": "branch",
        "course_text": "Piano kèm 1-1",
        **boxes("effective_date", clock.today() + timedelta(days=10)),
        "reason": "relocation",
        "to_branch": "thu-duc",
        "keep_teacher": "any",
        "preferred_slots_1_weekday": "sat",
        "preferred_slots_1_start": "09:00",
        "preferred_slots_1_end": "11:00",
    }
    return block_a(**given | changes)


def form(given: dict[str, Any], policy: PolicyValues = POLICY) -> TransferForm:
    """The form with these answers."""
    return TransferForm(given, policy=policy)


def problems(given: dict[str, Any], policy: PolicyValues = POLICY) -> dict[str, str]:
    """What is wrong with these answers, by control."""
    return {problem.anchor: problem.message for problem in form(given, policy).problems()}


def payload(given: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """The answers as they are stored."""
    filled = form(given)
    assert filled.is_valid(), filled.errors
    found = {"notice_days": 10, "notice_rule": 5, "fee_percent": 0, "transfers_before": 0}
    return filled.answers() | {"facts": {**found, "receiver_age": filled.receiver_age(), **facts}}


def sent(given: dict[str, Any] | None = None, **fields: Any) -> Submission:
    """A stored transfer to a person, whose receiver is asked."""
    answers = payload(given or person())
    draft = factories.draft(form_type=FormType.TRANSFER, payload=answers, **fields)
    return submissions.submit(draft, by=None, source=Source.WEB, then=asking.ask)
