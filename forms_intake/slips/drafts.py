"""From a valid form to the draft that submissions.submit accepts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms_intake import matching
from forms_intake.enums import Flag
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours
from forms_intake.slips import spam
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.envelope import Envelope
from forms_intake.slips.registry import Assessment, Slip
from forms_intake.submissions import Draft
from school import text


@dataclass(frozen=True)
class Visitor:
    """What is kept about the browser that sends."""

    user_agent_class: str
    ip_hash: str
    locale: str


def build(
    slip: Slip,
    form: BlockA,
    envelope: Envelope,
    assessment: Assessment,
    *,
    policy: PolicyValues,
    notice_version: int,
    visitor: Visitor,
    now: datetime,
) -> Draft:
    """The draft of a valid form whose envelope is complete."""
    if envelope.key is None:
        raise ValueError("a draft needs a key")
    given = form.cleaned_data
    match = matching.of(given.get("student_code", ""), given["student_name"])
    flags = [*assessment.flags, *form.contact_flags(), *match.flags]
    if spam.is_suspicious(envelope, form.written(), now):
        flags.append(Flag.POSSIBLE_SPAM)
    return Draft(
        form_type=slip.form_type.value,
        schema_version=slip.schema_version,
        policy_version=policy.version,
        notice_version=notice_version,
        idempotency_key=envelope.key,
        payload=payload(form, assessment),
        sensitive=form.sensitive(),
        student_name=given["student_name"],
        student_code=given.get("student_code", ""),
        match_confidence=match.confidence,
        contact_name=form.contact(),
        contact_phone=given["contact_phone"].e164,
        contact_email=given.get("contact_email", ""),
        branch=form.branches.get(form.branch_code()),
        entry_branch=form.branches.get(text.clean(envelope.entry_branch)),
        key_date=form.key_date(),
        due_at=hours.reply_due(now, policy),
        flags=tuple(flags),
        locale=visitor.locale,
        user_agent_class=visitor.user_agent_class,
        ip_hash=visitor.ip_hash,
    )


def payload(form: BlockA, assessment: Assessment) -> dict[str, Any]:
    """The answers that are not stored apart, and under `facts` what the rules found."""
    open_to_all = {name: value for name, value in form.answers().items() if name not in form.SENSITIVE}
    return open_to_all | {"facts": dict(assessment.facts)}
