"""Letters in the reader's language; and when the mail server is away, a plain answer and nothing half done."""

import smtplib
from collections.abc import Callable

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]


class NotSent(Exception):  # noqa: N818 - says what happened; the page says the rest
    """The mail server did not take a message that somebody waits for."""


def letter(prefix: str, *, to: str, language: str, **context: object) -> EmailMessage:
    """The message of the templates `…_subject.txt` and `…_message.txt`."""
    with translation.override(language):
        subject = " ".join(render_to_string(f"{prefix}_subject.txt", context).split())
        body = render_to_string(f"{prefix}_message.txt", context).strip() + "\n"
    return EmailMessage(subject, body, to=[to])


def send(message: EmailMessage, *, through: BaseEmailBackend | None = None) -> None:
    """Sends at once. Raises NotSent; the log learns the kind of error and never the address.

    Whoever sends many hands over one connection and closes it at the end.
    """
    try:
        if through:
            through.open()
            message.connection = through
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail.not_sent", error=type(error).__name__)
        raise NotSent from error


class page_for_lost_mail:  # noqa: N801 - stands among functions in MIDDLEWARE and is named like them
    """Answers 503 when a view could not send the code it was asked for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this for what a view raised; what it put into the session is forgotten with it."""
        if not isinstance(error, NotSent):
            return None
        request.session.modified = False
        return render(request, "account/mail_not_sent.html", status=503)
