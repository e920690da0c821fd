"""Transport E: the sender's copy of the slip, and what becomes of it, by e-mail in the slip's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from forms_intake import policies
from forms_intake.enums import Flag, Outcome, Purpose, Source, WorkStatus
from forms_intake.hints import Hint
from forms_intake.lark import smtp
from forms_intake.lark.answers import Answer
from forms_intake.lark.mail_text import repeated
from forms_intake.status import links
from school import clock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from forms_intake.lark.transports import Call
    from forms_intake.models import Delivery, Submission

log = structlog.get_logger(__name__)
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,200}")
# What a parent is told of each status; what it rests on follows as the reason.
SENTENCES: Mapping[str, "StrOrPromise"] = {
    WorkStatus.RECEIVED: _("The slip waits for the office to read it."),
    WorkStatus.IN_REVIEW: _("The office is working on the slip. You need do nothing; you will hear from us."),
    WorkStatus.NEEDS_INFO: _("The office needs to know more before it can go on:"),
    WorkStatus.APPROVED: _("The school agrees to what you asked for."),
    WorkStatus.DECLINED: _("The school cannot agree to what you asked for:"),
    WorkStatus.DONE: _("Everything about this slip is settled."),
    WorkStatus.WITHDRAWN: _("The slip was withdrawn. The school does nothing more about it."),
}
_WITH_REASON = frozenset({WorkStatus.NEEDS_INFO, WorkStatus.DECLINED})


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What to send; nothing when the sender was told already. `remote_id` says which state this tells."""

    mail: EmailMultiAlternatives | None = field(default=None, repr=False)
    remote_id: str = ""


class Mail:
    """Transport E. Goes to the address on the slip; the destination has no settings of its own."""

    levels = 1

    def build(self, delivery: "Delivery", *, level: int, may_repeat: bool) -> Letter:
        """The letter about the slip as it is now. Its Message-ID is the same on all tries, so a repeat is known."""
        submission = delivery.submission
        if not submission.contact_email:
            return Letter()
        state = _state(submission)
        create = submission.deliveries.filter(destination=delivery.destination_id, purpose=Purpose.CREATE).first()
        if delivery.purpose == Purpose.UPDATE:
            told = delivery.remote_id or (create.remote_id if create else "")
            if told.endswith(f".{state}"):
                return Letter(remote_id=told)
        remote_id = f"{delivery.idempotency_key}.{state}"
        headers = {"Message-ID": f"<{remote_id}@{domain()}>", "Auto-Submitted": "auto-generated"}
        if delivery.purpose == Purpose.UPDATE and create and create.remote_id:
            headers |= dict.fromkeys(("In-Reply-To", "References"), f"<{create.remote_id}@{domain()}>")
        return Letter(mail=_written(submission, Purpose(delivery.purpose), headers), remote_id=remote_id)

    def send(self, call: "Call") -> Answer:
        """Hands the letter to the mail server. Accepted means accepted by that server."""
        letter: Letter = call.message
        if letter.mail is None:
            return _nothing_to_send(letter)
        return replace(smtp.send(letter.mail), remote_id=letter.remote_id)


def _nothing_to_send(letter: Letter) -> Answer:
    """Told already is as good as sent; without an address nobody can be told."""
    if letter.remote_id:
        return Answer(outcome=Outcome.OK, message="nothing new for the sender", remote_id=letter.remote_id)
    return Answer(outcome=Outcome.CONTENT, hint=Hint.MAIL_ADDRESS, message="no address")


def _state(submission: "Submission") -> str:
    """A short mark of what a letter would tell; other changes of a slip are the office's own matter."""
    told = f"{submission.work_status}\n{_reason(submission)}"
    return sha256(told.encode(errors="replace")).hexdigest()[:8]


def _reason(submission: "Submission") -> str:
    return submission.status_reason if submission.work_status in _WITH_REASON else ""


def domain() -> str:
    """That of the sending address: for the ids of letters."""
    found = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return found if _DOMAIN.fullmatch(found) else "localhost"


def _written(submission: "Submission", purpose: Purpose, headers: dict[str, str]) -> EmailMultiAlternatives:
    with translation.override(submission.locale):
        context = _context(submission, is_copy=purpose == Purpose.CREATE)
        subject = " ".join(render_to_string("forms_intake/email/slip_subject.txt", context).split())
        text = render_to_string("forms_intake/email/slip_message.txt", context).strip() + "\n"
        html = render_to_string("forms_intake/email/slip_message.html", context).strip()
    mail = EmailMultiAlternatives(subject, text, to=[submission.contact_email], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def _context(submission: "Submission", *, is_copy: bool) -> dict[str, Any]:
    due = submission.due_at
    is_waiting = submission.work_status == WorkStatus.RECEIVED
    return {
        "submission": submission,
        "slip": submission.get_form_type_display(),
        "is_copy": is_copy,
        "status": "" if is_copy and is_waiting else submission.get_work_status_display(),
        "sentence": "" if is_copy and is_waiting else SENTENCES[submission.work_status],
        "reason": _reason(submission),
        "due": clock.at_school(due) if due and is_copy and is_waiting else None,
        "sent_at": clock.at_school(submission.submitted_at),
        "language": submission.locale,
        "follow": links.address(submission),
        "is_asked": submission.work_status == WorkStatus.NEEDS_INFO,
        **(_answers(submission) if is_copy else {}),
    }


def _answers(submission: "Submission") -> dict[str, Any]:
    """What the check page shows, as far as it may be repeated. Of a slip that looks like spam, nothing."""
    # The forms behind the slips, not needed before.
    from forms_intake.slips.online import SLIPS
    from forms_intake.status import masks

    chosen = SLIPS.get(submission.form_type)
    if chosen is None or Flag.POSSIBLE_SPAM in submission.flags:
        return {}
    try:
        policy = policies.at(submission.form_type, submission.policy_version)
        told = chosen.retell(submission.flags, submission.payload["facts"], policy)
        groups = chosen.groups(repeated(chosen.form, submission))
        # Whoever sent it by a link may have typed an address of their own, and nothing else.
        shown = masks.all_masked(groups) if submission.source == Source.LINK else groups
        return {"groups": shown, "consequences": told}
    except Exception as error:
        # The reference alone is a receipt too, and better than no letter.
        log.error("mail.answers_failed", form_type=submission.form_type, error=type(error).__name__)
        return {}
