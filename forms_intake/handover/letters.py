"""The e-mail that asks the receiver. What is due stands in the rows, so a mail server that is away loses no letter."""

import smtplib
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from time import monotonic

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.urls import reverse

from accounts.invitations import digest, new_token
from accounts.signing import mail
from forms_intake.enums import LetterTrouble
from forms_intake.handover import phone, tries
from forms_intake.lark.mail_text import harmless
from forms_intake.models import Handover
from school import clock, locks
from school.locks import Lock

log = structlog.get_logger(__name__)
# To one mailbox: whoever types somebody else's address cannot fill it (as deliveries.letters for copies).
MOST, PERIOD = 3, timedelta(days=1)
# Well before a task is killed; the next sweep goes on.
_MOST_SECONDS, _MOST_ROWS = 60, 100


def is_due() -> bool:
    """Whether anybody waits for a letter or a code."""
    return Handover.objects.waiting_for_mail().exists() or Handover.objects.waiting_for_phone().exists()


def send_due(*, seconds: float = _MOST_SECONDS) -> int:
    """Writes to all receivers who are due, and sends their codes; returns how many were reached.

    Only one process does it at a time, so that the limits of a mailbox are counted right.
    """
    with locks.alone(Lock.HANDOVER) as alone:
        if not alone:
            return 0
        until = monotonic() + seconds
        mails = Handover.objects.waiting_for_mail().order_by("mail_due_at")
        codes = Handover.objects.waiting_for_phone().order_by("phone_due_at")
        with closing(get_connection()) as through:
            sent = _each(mails, until, partial(send, through=through))
        return sent + _each(codes, until, phone.send)


def send(asked: Handover, *, through: BaseEmailBackend | None = None) -> bool:
    """One letter, when the mailbox has not had enough; False when the mail server was not to be had.

    Each try makes a new link: the one before may have been lost, and could not be read again.
    """
    if _are_enough(asked):
        _give_up(asked, LetterTrouble.ENOUGH)
        return True
    token, next_try = new_token(), tries.next_try(asked.mail_tries)
    due = Handover.objects.waiting_for_mail().filter(pk=asked.pk)
    if not due.update(token_digest=digest(token), mail_tries=asked.mail_tries + 1, mail_due_at=next_try):
        return True
    try:
        mail.send(_written(asked, token), through=through)
    except mail.NotSent as error:
        is_refused = isinstance(error.__cause__, smtplib.SMTPRecipientsRefused)
        if is_refused or next_try is None:
            _give_up(asked, LetterTrouble.REFUSED if is_refused else LetterTrouble.GIVEN_UP)
        log.warning("handover.not_mailed", handover=asked.pk)
        return is_refused
    # Not when the office has asked anew meanwhile: then this link is dead, and another letter is due.
    rows = Handover.objects.filter(pk=asked.pk, token_digest=digest(token))
    rows.update(mail_due_at=None, mail_trouble="", mailed_at=clock.now())
    log.info("handover.mailed", handover=asked.pk)
    return True


def link(token: str) -> str:
    """The address in the letter."""
    return settings.SITE_URL + reverse("forms_intake:handover", args=[token])


def _each(due: QuerySet[Handover], until: float, send_one: Callable[[Handover], bool]) -> int:
    """Ends at the first that could not be sent: the server may be away for all of them, and the next sweep goes on."""
    sent = 0
    for asked in due.select_related("submission").defer("submission__sensitive")[:_MOST_ROWS]:
        if monotonic() > until or not send_one(asked):
            break
        sent += 1
    return sent


def _are_enough(asked: Handover) -> bool:
    if settings.SPAM_CHECKS == "none":
        return False
    recent = Handover.objects.filter(mailbox=asked.mailbox, mailed_at__gt=clock.now() - PERIOD)
    return recent.count() >= MOST


def _give_up(asked: Handover, trouble: LetterTrouble) -> None:
    """The office reads why on the slip's page, and calls instead."""
    Handover.objects.filter(pk=asked.pk).update(mail_due_at=None, mail_trouble=trouble)
    log.warning("handover.mail_given_up", handover=asked.pk, trouble=trouble)


def _written(asked: Handover, token: str) -> EmailMessage:
    """Without anything that a mail program would make a link of: strangers type these names."""
    given = asked.submission.payload
    return mail.letter(
        "forms_intake/email/handover",
        to=asked.email,
        language=asked.submission.locale,
        receiver=harmless(str(given.get("receiver_name", ""))),
        giver=harmless(asked.submission.student_name),
        course=harmless(str(given.get("course_text", ""))),
        link=link(token),
        until=clock.at_school(asked.expires_at),
        school=settings.SCHOOL_NAME,
    )
