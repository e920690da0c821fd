"""A person who is to receive a course gets a link, a code, or both; and new ones when the office says so."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import structlog

from accounts.invitations import digest, new_token
from forms_intake.deliveries import letters
from forms_intake.handover import phone
from forms_intake.models import Handover, Submission
from forms_intake.slips.transfer_choices import TransferKind
from school import clock

log = structlog.get_logger(__name__)
LASTING = timedelta(days=30)


def ask(submission: Submission) -> None:
    """Writes down that the receiver is to be asked; to be called in the transaction that stores the slip.

    Nothing for a move between branches, which has no receiver. No letter to the giver's own mailbox: a link proves
    nothing there.
    """
    if submission.payload.get("transfer_kind") != TransferKind.PERSON:
        return
    email = str(submission.payload.get("receiver_email", ""))
    if letters.mailbox(email) == letters.mailbox(submission.contact_email):
        email = ""
    asked = Handover(submission=submission, email=email, mailbox=letters.mailbox(email))
    for name, value in afresh(asked).items():
        setattr(asked, name, value)
    asked.save()
    log.info("handover.asked", submission=submission.pk)


def asked_at(asked: Handover) -> datetime:
    """Since when this code and its links are; those before are dead."""
    return asked.expires_at - LASTING


def afresh(asked: Handover) -> dict[str, Any]:
    """The columns of a question that is asked from now on: nobody has its link yet, and both ways are due."""
    now = clock.now()
    return {
        # Nobody knows this one; the link is made when the e-mail is written.
        "token_digest": digest(new_token()),
        "code": {"code": f"{secrets.randbelow(1_000_000):06}"},
        "expires_at": now + LASTING,
        "mail_due_at": now if asked.email else None,
        "mail_tries": 0,
        "mail_trouble": "",
        "phone_due_at": now if phone.transport() else None,
        "phone_tries": 0,
    }
