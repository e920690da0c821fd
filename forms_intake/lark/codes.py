"""Every code that Lark documents: its class (lark.md sections 1.3, 2, 3 and 4), and what it means for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forms_intake.enums import Outcome
from forms_intake.hints import Hint

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# 2 to 4 seconds proved too short for the platform's limit (lark.md section 1.3).
PLATFORM_LIMIT_S = 60.0
_LIMIT_S, _HOUR_S, _AFTER_CONFLICT_S = 1.0, 3600.0, 0.5
# Read after write may lag by seconds (section 3), so a search before that finds nothing.
_LAG_S = 5.0


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """Class of a code. A `hint` says what to do, and stands for the sentence; `wait_s`: seconds to leave Lark alone.

    `may_have_arrived`: Lark itself does not know whether it has carried the call out.
    """

    outcome: Outcome
    sentence: "StrOrPromise" = ""
    hint: Hint | None = None
    wait_s: float | None = None
    may_have_arrived: bool = False

    def hint_or_sentence(self) -> "StrOrPromise":
        """What to tell a person."""
        return self.hint.label if self.hint else self.sentence


def _config(hint: Hint) -> Meaning:
    return Meaning(outcome=Outcome.CONFIG, hint=hint)


def _content(sentence: "StrOrPromise") -> Meaning:
    return Meaning(outcome=Outcome.CONTENT, sentence=sentence)


def _rate(sentence: "StrOrPromise", wait_s: float = _LIMIT_S) -> Meaning:
    return Meaning(outcome=Outcome.RATE, sentence=sentence, wait_s=wait_s)


def _backoff(sentence: "StrOrPromise", wait_s: float | None = None, *, may_have_arrived: bool = False) -> Meaning:
    return Meaning(outcome=Outcome.BACKOFF, sentence=sentence, wait_s=wait_s, may_have_arrived=may_have_arrived)


RATE_LIMIT = _rate(_("Too many calls at once. Lark says when the next one may be made."), PLATFORM_LIMIT_S)
_TOKEN = Meaning(outcome=Outcome.TOKEN, sentence=_("The access token had run out. A new one is fetched at once."))
_QUOTA = Meaning(outcome=Outcome.QUOTA, hint=Hint.QUOTA)
_CARD = _content(_("Lark cannot show this card. A simpler one is tried."))
_GONE = _content(_("The message is no longer there to be changed. A new line is sent instead."))
_BAD_VALUE = _content(_("A column does not take its value. It is left out, and the rest of the row is written."))
_FAULT = _backoff(_("A fault inside Lark. It is tried again."), may_have_arrived=True)
_NOT_READY = _backoff(_("The Base is not ready yet. It is tried again."))
_CARD_TOKEN = _content(_("It is too late to change this card that way."))

WEBHOOK: Mapping[int, Meaning] = {
    9499: _content(_("Lark cannot read the message, or it is too long. A simpler one is tried.")),
    11232: RATE_LIMIT,
    19001: _config(Hint.ADDRESS),
    19002: _content(_("Lark misses a part of the message. A simpler one is tried.")),
    19021: _config(Hint.SIGNATURE),
    19022: _config(Hint.IP_LIST),
    19024: _config(Hint.KEYWORDS),
    19036: _content(_("The message is too long. A shorter one is tried.")),
    **dict.fromkeys((11246, 11248, 11310, 11312), _CARD),
    2200: _FAULT,
}
TOKEN: Mapping[int, Meaning] = {
    **dict.fromkeys((10003, 10014, 99991543), _config(Hint.APP_SECRET)),
    **dict.fromkeys((10012, 10013), _config(Hint.APP_OFF)),
}
GATEWAY: Mapping[int, Meaning] = {
    **dict.fromkeys((99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677), _TOKEN),
    **dict.fromkeys((99991672, 99991676, 99991679), _config(Hint.SCOPE)),
    **dict.fromkeys((99991662, 99991673), _config(Hint.APP_OFF)),
    99991401: _config(Hint.APP_IP_LIST),
    **dict.fromkeys((99991201, 99991301), _config(Hint.PLATFORM)),
    **dict.fromkeys(range(99992351, 99992365), _config(Hint.CHAT_UNKNOWN)),
    99992402: _content(_("Lark refuses a part of the call. A simpler one is tried.")),
    99991400: _rate(RATE_LIMIT.sentence),
    11233: _rate(_("Too many messages in this group at once. The next one waits a moment.")),
    11247: _rate(_("Lark takes no more messages for the moment. It is tried again in an hour."), _HOUR_S),
    **dict.fromkeys((99991403, 99991406), _QUOTA),
}
MESSAGES: Mapping[int, Meaning] = {
    **dict.fromkeys((230001, 230055), _content(_("Lark refuses a part of the message. A simpler one is tried."))),
    230002: _config(Hint.BOT_OUTSIDE),
    230006: _config(Hint.BOT_OFF),
    230013: _config(Hint.BOT_UNAVAILABLE),
    230018: _config(Hint.BOT_SILENCED),
    **dict.fromkeys((230027, 230038), _config(Hint.EXTERNAL_GROUP)),
    230034: _config(Hint.CHAT_UNKNOWN),
    230035: _config(Hint.BOT_SILENCED),
    **dict.fromkeys((230029, 230053), _config(Hint.RECEIVER_GONE)),
    **dict.fromkeys((230036, 230075), _config(Hint.ENCRYPTION_KEY)),
    232009: _config(Hint.CHAT_DISSOLVED),
    230020: _rate(_("Too many messages in this group at once. The next one waits a moment.")),
    230049: _backoff(
        _("The same message is just being sent. It is looked at again in a moment."), _LIMIT_S, may_have_arrived=True
    ),
    230022: _content(_("Lark takes this content for forbidden. A form without personal data is tried.")),
    230028: _content(_("The company's data protection in Lark refuses personal data. A form without them is tried.")),
    230025: _content(_("The message is too long. A shorter one is tried.")),
    230099: _CARD,
    **dict.fromkeys((230011, 230031, 230050, 230054, 230110), _GONE),
    **dict.fromkeys((300020, 300030, 300040, 200000), _CARD_TOKEN),
}
BASE: Mapping[int, Meaning] = {
    1254290: _rate(_("Too many calls to this Base at once. The next one waits a moment.")),
    # A Base takes one writer at a time (section 3): whatever else waits for it would meet the same one (ADR 0015).
    1254291: _rate(_("Somebody else is writing into this Base. It is tried again in a moment."), _AFTER_CONFLICT_S),
    **dict.fromkeys((1254036, 1254607), _NOT_READY),
    **dict.fromkeys((1254002, *range(1255001, 1255006), 1255040), _FAULT),
    1254608: _backoff(
        _("The same row was just written. It is looked for before it is written again."), _LAG_S, may_have_arrived=True
    ),
    1255006: _backoff(
        _("The key of this row was used for another one. The row is looked for."), _LAG_S, may_have_arrived=True
    ),
    1254037: _content(_("Lark does not take the key of this row. It is tried with a new one.")),
    **dict.fromkeys((1254003, 1254004, 1254040, 1254041), _config(Hint.BASE_UNKNOWN)),
    1254043: _config(Hint.ROW_GONE),
    **dict.fromkeys((1254044, 1254045), _config(Hint.COLUMN)),
    **dict.fromkeys((1254302, 91403), _config(Hint.BASE_RIGHTS)),
    **dict.fromkeys((1254103, 1254304, 1254306), _config(Hint.BASE_FULL)),
    **dict.fromkeys((1254000, 1254001, 1254015, *range(1254060, 1254070), 1254072), _BAD_VALUE),
    **dict.fromkeys((1254104, 1254130), _content(_("A cell or the whole row is too long. It is shortened."))),
}
CODES: Mapping[int, Meaning] = {**WEBHOOK, **TOKEN, **GATEWAY, **MESSAGES, **BASE}
# Within "ext=ErrCode: N" of 230099 and 11246: why a card was refused.
CARD_REASONS: Mapping[int, "StrOrPromise"] = {
    11310: _("The card has too many parts. A simpler one is tried."),
    200510: _("The card does not say that all see the same. A simpler one is tried."),
    200570: _("Lark does not know a picture of the card. A simpler one is tried."),
    200621: _("Lark cannot read the card. A simpler one is tried."),
    200861: _("The card has a part that Lark does not know. A simpler one is tried."),
}
