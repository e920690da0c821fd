"""News to both mailboxes when the office changes the e-mail address of somebody's account."""

import structlog
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts import profiles
from accounts.models import User
from accounts.signing import mail

log = structlog.get_logger(__name__)


def tell(person: User, *, old: str) -> None:
    """In the person's language. What has happened stays if it cannot be sent.

    The old mailbox is not told the new address: it may be a stranger's, which is why it was changed.
    """
    for which, to in (("old", old), ("new", person.email)):
        if not to:
            continue
        try:
            mail.send(_written(which, to, language=profiles.of(person).language))
        except mail.NotSent:
            log.warning("address.not_told", user=person.pk, which=which)


def _written(which: str, to: str, *, language: str) -> EmailMessage:
    with translation.override(language):
        subject = render_to_string("accounts/email/address_changed_subject.txt")
        body = render_to_string(f"accounts/email/address_changed_{which}_message.txt")
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to])
