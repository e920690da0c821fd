"""What one answer means, as a sentence for whoever looks at a delivery: never a bare code."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_intake.enums import Outcome
from forms_intake.lark import answers
from forms_intake.lark.codes import CARD_REASONS, CODES, RATE_LIMIT, Meaning

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_CARD_REASON = re.compile(r"ErrCode:\s*(\d{1,9})")
_SCOPE = re.compile(r"\b[a-z][a-z_]*(?::[a-z_][a-z_.]*)+\b")
_BY_FAULT: dict[str, "StrOrPromise"] = {
    "ConnectError": gettext_lazy("Lark could not be reached, so nothing was sent. It is tried again."),
    "ConnectTimeout": gettext_lazy("Lark could not be reached in time, so nothing was sent. It is tried again."),
    "PoolTimeout": gettext_lazy("Too many calls were under way here, so nothing was sent. It is tried again."),
    "ReadTimeout": gettext_lazy("Lark did not answer in time. It may have arrived all the same; it is tried again."),
    "WriteTimeout": gettext_lazy("Lark did not listen in time. It may have arrived all the same; it is tried again."),
    "ReadError": gettext_lazy("The connection broke. It may have arrived all the same; it is tried again."),
    "RemoteProtocolError": gettext_lazy("The connection broke. It may have arrived all the same; it is tried again."),
}
_MAIL_FAULTS = ("ConnectionRefusedError", "ConnectionResetError", "SMTPServerDisconnected", "TimeoutError", "gaierror")
_BY_FAULT |= dict.fromkeys(
    _MAIL_FAULTS, gettext_lazy("The mail server does not answer, or has hung up. It is tried again.")
)
# RFC 5321, section 4.2; Lark's own codes have four digits or more.
_MAIL_CODES = range(400, 600)
_BY_OUTCOME: dict[str, "StrOrPromise"] = {
    Outcome.OK: gettext_lazy("Accepted."),
    Outcome.TOKEN: gettext_lazy("The access token had run out. A new one is fetched at once."),
    Outcome.RATE: RATE_LIMIT.sentence,
    Outcome.BACKOFF: gettext_lazy("The answer was not one that the other side documents. It is tried again."),
    Outcome.QUOTA: gettext_lazy("The month's calls are used up. It goes on by itself next month."),
    Outcome.CONFIG: gettext_lazy("Access was refused. Check the destination's settings, then save it."),
    Outcome.CONTENT: gettext_lazy("The content was refused. A simpler form is tried if there is one."),
    Outcome.CRASH: gettext_lazy("The sender was stopped before it had an answer. It may have arrived all the same."),
}


def explain(outcome: str, code: int | None, message: str) -> str:
    """What happened and what comes next, in the active language; never empty for an answer that was recorded."""
    if code is None or code == 0:
        return str(_BY_FAULT.get(message) or _BY_OUTCOME.get(outcome, ""))
    if code in _MAIL_CODES:
        return _from_mail_server(outcome, code)
    meaning = _meaning(code, message)
    if meaning is None:
        sentence = _BY_OUTCOME.get(outcome, "")
        return _("Lark answered with the unknown code %(code)s. %(sentence)s") % {"code": code, "sentence": sentence}
    return _with_scopes(str(_card_reason(message) or meaning.hint_or_sentence()), message)


def _from_mail_server(outcome: str, code: int) -> str:
    if outcome == Outcome.BACKOFF:
        return _("The mail server cannot take the e-mail now (%(code)s). It is tried again.") % {"code": code}
    if outcome == Outcome.CONFIG:
        return _("The mail server refuses us (%(code)s). Check the server's settings for e-mail.") % {"code": code}
    return _("The mail server refuses this e-mail (%(code)s). Tell the sender by telephone.") % {"code": code}


def _meaning(code: int, message: str) -> Meaning | None:
    return RATE_LIMIT if code == 9499 and answers.is_rate_limit(message) else CODES.get(code)


def _card_reason(message: str) -> "StrOrPromise | None":
    """The inner code that says why a card was refused (section 2.2, 230099)."""
    found = _CARD_REASON.search(message)
    return CARD_REASONS.get(int(found[1])) if found else None


def _with_scopes(sentence: str, message: str) -> str:
    """The permissions that Lark names, so that nobody need look for them."""
    scopes = dict.fromkeys(_SCOPE.findall(message))
    return f"{sentence} ({', '.join(scopes)})" if scopes else sentence
