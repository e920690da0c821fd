"""Reminders by e-mail. What is due stands in the reminder's row, so a mail server that is away delays it only."""

from datetime import timedelta
from time import monotonic

import structlog
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation

from accounts.signing import mail
from forms_intake import office_tasks
from forms_intake.enums import Outcome, TaskKind
from forms_intake.lark import smtp
from forms_intake.lark.mail import domain
from forms_intake.lark.mail_text import harmless
from forms_intake.models import HoldReminder
from forms_intake.slips import rows
from forms_intake.status import links
from school import clock, locks
from school.locks import Lock

log = structlog.get_logger(__name__)
AGAIN_AFTER = timedelta(minutes=10)
# Well before a task is killed; the next one goes on.
_MOST_SECONDS = 60


def send_due(*, seconds: float = _MOST_SECONDS) -> int:
    """Mails what is due; returns how many went out. One process at a time; ends where the server takes no more.

    A letter that cannot be written stops no other.
    """
    until, sent = monotonic() + seconds, 0
    with locks.alone(Lock.HOLD_MAIL) as alone:
        for reminder in _due() if alone else []:
            try:
                outcome = _dealt_with(reminder)
            except Exception as error:
                _put_off(reminder, type(error).__name__)
                continue
            sent += outcome is Outcome.OK
            if outcome not in (None, Outcome.OK, Outcome.CONTENT) or monotonic() > until:
                break
    return sent


def _dealt_with(reminder: HoldReminder) -> Outcome | None:
    """What became of its letter; nothing when none is wanted any more."""
    if _is_wanted(reminder):
        return _send(reminder)
    _note(reminder, mailed=False)
    return None


def _send(reminder: HoldReminder) -> Outcome:
    """One try. What the server may take later stays due; what it never takes is a call for the office."""
    outcome = smtp.send(_letter(reminder)).outcome
    if outcome in (Outcome.OK, Outcome.CONTENT):
        _note(reminder, mailed=outcome is Outcome.OK)
    else:
        _put_off(reminder, outcome)
    return outcome


def _put_off(reminder: HoldReminder, why: str) -> None:
    HoldReminder.objects.filter(pk=reminder.pk).update(mail_due_at=clock.now() + AGAIN_AFTER)
    log.warning("hold.not_mailed", reminder=reminder.pk, outcome=why)


def _due() -> list[HoldReminder]:
    waiting = HoldReminder.objects.filter(mail_due_at__lte=clock.now()).order_by("mail_due_at", "pk")
    return list(waiting.select_related("hold__submission").defer("hold__submission__sensitive"))


def _is_wanted(reminder: HoldReminder) -> bool:
    """Not when the student is back, the date has moved or passed, or the family is forgotten."""
    hold, slip = reminder.hold, reminder.hold.submission
    is_true = hold.is_live and hold.returns_on == reminder.returns_on and hold.returns_on >= clock.today()
    return is_true and bool(slip.contact_email) and not slip.is_archived


@transaction.atomic
def _note(reminder: HoldReminder, *, mailed: bool) -> None:
    """Where the mailbox takes no letter, somebody has to call."""
    HoldReminder.objects.filter(pk=reminder.pk).update(mail_due_at=None, mailed_at=clock.now() if mailed else None)
    if not mailed and _is_wanted(reminder):
        office_tasks.open_once(reminder.hold.submission, TaskKind.HOLD_REMIND, due_on=clock.today())
    log.info("hold.mailed" if mailed else "hold.mail_dropped", reminder=reminder.pk)


def _letter(reminder: HoldReminder) -> EmailMessage:
    """In the slip's language; the same Message-ID on all tries, so that a repeat is known."""
    hold, slip = reminder.hold, reminder.hold.submission
    with translation.override(slip.locale):
        letter = mail.letter(
            "forms_intake/email/hold",
            to=slip.contact_email,
            language=slip.locale,
            slip=slip,
            student=harmless(slip.student_name),
            last=rows.day(hold.ends_on.isoformat()),
            day=rows.day(hold.returns_on.isoformat()),
            link=links.address(slip),
        )
    message_id = f"<hold-{reminder.pk}.{slip.idempotency_key}@{domain()}>"
    letter.extra_headers |= {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    return letter
