"""Whether the mail server lets us in."""

from django.conf import settings
from django.utils.translation import gettext as _

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import smtp
from forms_intake.lark.findings import Finding, Report

_SMTP = "django.core.mail.backends.smtp.EmailBackend"


def server() -> Report:
    """Connects and signs in; sends nothing."""
    if settings.EMAIL_BACKEND != _SMTP:
        sentence = _("This server sends no real e-mails: it shows them in its own output.")
        return Report.of(Finding(False, sentence, _("Set EMAIL_URL on the server to send real ones.")))
    answer = smtp.sign_in()
    if answer.outcome is Outcome.OK:
        return Report.of(Finding(True, _("The mail server is there and lets us in; no e-mail was sent.")))
    if answer.hint is Hint.MAIL_LOGIN:
        return Report.of(Finding(False, _("The mail server does not let us in."), str(Hint.MAIL_LOGIN.label)))
    return Report.of(Finding(False, _("The mail server does not answer."), str(Hint.MAIL_SERVER.label)))
