"""One letter to the mail server, and what its answer means (RFC 5321, section 4.2: 4xx passes, 5xx stays)."""

import smtplib
import socket
import ssl
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer, redacted

_PERMANENT = 500
_LONGEST_MESSAGE = 500


def send(mail: EmailMessage) -> Answer:
    """Never raises for what the mail server does. `code` is the server's own."""
    connection: BaseEmailBackend = get_connection(timeout=settings.LARK_TIMEOUT_S)
    try:
        return _handed_over(connection, mail)
    finally:
        # The letter was taken or not, whatever the farewell is like.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def sign_in() -> Answer:
    """Whether the mail server lets us in; no letter is sent."""
    connection: BaseEmailBackend = get_connection(timeout=settings.LARK_TIMEOUT_S)
    try:
        connection.open()
        return Answer(outcome=Outcome.OK)
    except (OSError, smtplib.SMTPException) as error:
        return _unreachable(error)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _handed_over(connection: BaseEmailBackend, mail: EmailMessage) -> Answer:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return _unreachable(error)
    try:
        connection.send_messages([mail])
    except (OSError, smtplib.SMTPException) as error:
        return _refused(error)
    except ValueError as error:
        # Neither a header nor an envelope can be made of the address.
        return _answer(Outcome.CONTENT, error, Hint.MAIL_ADDRESS)
    return Answer(outcome=Outcome.OK)


def _unreachable(error: Exception) -> Answer:
    """Before any letter: so none can have arrived, and what stays wrong is for whoever set the server up."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _said(error.smtp_code, error.smtp_error, Outcome.CONFIG, Hint.MAIL_LOGIN)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return _answer(Outcome.BACKOFF, error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error, Outcome.CONFIG, Hint.MAIL_SERVER)
    is_lasting = isinstance(error, smtplib.SMTPException | ssl.SSLCertVerificationError) or _is_unknown_name(error)
    return _answer(Outcome.CONFIG, error, Hint.MAIL_SERVER) if is_lasting else _answer(Outcome.BACKOFF, error)


def _is_unknown_name(error: Exception) -> bool:
    """No such host; a name service that does not answer may do so later."""
    return isinstance(error, socket.gaierror) and error.errno != socket.EAI_AGAIN


def _refused(error: Exception) -> Answer:
    """A server that answered has not taken the letter; one that fell silent may have."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (_PERMANENT, b""))
        return _said(code, said, Outcome.CONTENT, Hint.MAIL_ADDRESS)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _said(error.smtp_code, error.smtp_error, Outcome.CONFIG, Hint.MAIL_SENDER)
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error, Outcome.CONTENT, Hint.MAIL_REFUSED)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _answer(Outcome.CONTENT, error, Hint.MAIL_ADDRESS)
    return Answer(outcome=Outcome.BACKOFF, message=type(error).__name__, is_ambiguous=True)


def _said(code: int, said: object, lasting: Outcome, hint: Hint) -> Answer:
    """With the server's own code and words: what it may take later is tried again."""
    is_lasting = code >= _PERMANENT
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    message = redacted(" ".join(text.split()))[:_LONGEST_MESSAGE]
    outcome = lasting if is_lasting else Outcome.BACKOFF
    return Answer(outcome=outcome, code=code, message=message, hint=hint if is_lasting else None)


def _answer(outcome: Outcome, error: Exception, hint: Hint | None = None) -> Answer:
    return Answer(outcome=outcome, message=type(error).__name__, hint=hint)
