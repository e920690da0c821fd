"""The e-mail of an invitation. What is due stands in the invitation's row; the link is made while it is written."""

from contextlib import closing
from datetime import timedelta
from itertools import takewhile
from time import monotonic

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts import invitations
from accounts.models import Invitation
from accounts.signing import mail
from school import clock
from school.live.saves import tell

log = structlog.get_logger(__name__)

# A sender that dies, or a mail server that refuses, is followed by the next try after this time.
AGAIN_AFTER = timedelta(minutes=5)
# Well before a task is killed, which would leave the last e-mail sent but not noted; the beat calls again.
_MOST_SECONDS = 60


def send(invitation: Invitation, *, through: BaseEmailBackend | None = None) -> bool:
    """Mails the invitation when it is due and nobody else is at it; False: refused by the mail server, tried again.

    Each try makes a new link: the one before may have been lost, and could not be read again.
    """
    token = invitations.new_token()
    claimed = _claim(invitation, token)
    if claimed is None:
        return True
    try:
        mail.send(_write(claimed, token), through=through)
    except mail.NotSent:
        log.warning("invitation.not_mailed", invitation=claimed.pk)
        return False
    rows = Invitation.objects.filter(pk=claimed.pk, token_digest=claimed.token_digest)
    rows.update(mail_due_at=None, mailed_at=clock.now())
    tell(Invitation, claimed.pk)
    log.info("invitation.mailed", invitation=claimed.pk)
    return True


def send_due(most: int = 100, *, seconds: float = _MOST_SECONDS) -> int:
    """Mails what is due; returns how many. Ends at the first refusal: the server may be away for all of them."""
    due = list(Invitation.objects.waiting_for_mail().order_by("mail_due_at")[:most])
    until = monotonic() + seconds
    with closing(get_connection()) as connection:
        return sum(1 for _sent in takewhile(lambda one: monotonic() < until and send(one, through=connection), due))


@transaction.atomic
def _claim(invitation: Invitation, token: str) -> Invitation | None:
    waiting = Invitation.objects.waiting_for_mail().select_for_update(skip_locked=True)
    claimed = waiting.filter(pk=invitation.pk).first()
    if claimed:
        claimed.token_digest, claimed.mail_due_at = invitations.digest(token), clock.now() + AGAIN_AFTER
        claimed.save(update_fields=["token_digest", "mail_due_at"])
    return claimed


def _write(invitation: Invitation, token: str) -> EmailMessage:
    return mail.letter(
        "accounts/email/invitation",
        to=invitation.email,
        language=invitation.language,
        invitation=invitation,
        inviter=invitation.created_by,
        link=invitations.link(token),
        school=settings.SCHOOL_NAME,
    )
