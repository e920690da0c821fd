"""Background work of this app: wake-ups only, what is due stands in the rows."""

from celery import shared_task

from accounts import invitation_mail


@shared_task
def mail_invitations() -> int:
    """Mails the invitations that are due; every minute, and at once when an import has made some."""
    return invitation_mail.send_due()
