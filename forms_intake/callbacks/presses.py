"""A press on a button of a card: done with the rights, and in the name, of whoever is linked to the presser."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import profiles
from accounts.models import User
from forms_intake import access, identities, work
from forms_intake.callbacks.reply import Done, toast, with_card
from forms_intake.lark import cards
from forms_intake.models import Delivery, LarkApp, Submission
from forms_intake.work_rules import Verb
from school import origin

log = structlog.get_logger(__name__)
# What a card of ours offers (lark.cards.buttons).
VERBS = (Verb.TAKE, Verb.APPROVE, Verb.DECLINE)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_REVISIONS = 2**31


@dataclass(frozen=True)
class Press:
    """What the callback says; nothing of it is believed."""

    verb: Verb
    reference: str
    seen: int
    message_id: str
    open_id: str
    reason: str = ""


def read(event: Mapping[str, Any]) -> Press:
    """ValueError for whatever no button of ours sends."""
    action, operator, context = (_object(event, name) for name in ("action", "operator", "context"))
    value, typed = _object(action, "value"), action.get("form_value") or {}
    verb, seen = Verb(str(value.get("a"))), value.get("v")
    if verb not in VERBS or type(seen) is not int or not 0 <= seen < _MOST_REVISIONS or not isinstance(typed, dict):
        raise ValueError
    return Press(
        verb=verb,
        reference=_id(value.get("s")),
        seen=seen,
        message_id=_id(context.get("open_message_id")),
        open_id=_id(operator.get("open_id")),
        reason=_text(typed.get("reason")),
    )


def act(app: LarkApp, press: Press, *, is_new: bool) -> Done:
    """The verb, once; the answer in the presser's language."""
    person = identities.person_of(app, press.open_id)
    language = profiles.of(person).language if person else settings.LANGUAGE_CODE
    with translation.override(language):
        if person is None:
            return Done("unlinked", toast("warning", _unknown()))
        if not access.may_work(person):
            sentence = _("Your account may not deal with slips at present. The website says why.")
            return Done("no_right", toast("error", sentence))
        shown = _shown_by(app, press)
        if shown is None:
            log.warning("press.foreign_card", app=app.pk, user=person.pk)
            sentence = _("This button does not belong to this card. Open the slip on the website.")
            return Done("foreign", toast("error", sentence))
        return _done(press, shown, person) if is_new else _repeated(shown)


def _done(press: Press, shown: Delivery, person: User) -> Done:
    try:
        with origin.person(person):
            work.do(press.verb, shown.submission, by=person, reason=press.reason, seen=press.seen)
    except work.Refused as refused:
        return Done("refused", with_card(toast("warning", str(refused)), _card(shown, _now(shown))))
    stored = _now(shown)
    said = _("%(reference)s: %(status)s") % {
        "reference": stored.reference,
        "status": stored.get_work_status_display(),
    }
    return Done("done", with_card(toast("success", said), _card(shown, stored)))


def _repeated(shown: Delivery) -> Done:
    said = _("This press has arrived already. The card shows how things are now.")
    return Done("repeated", with_card(toast("info", said), _card(shown, _now(shown))))


def _unknown() -> str:
    words = _("Nothing was changed: the school does not know yet who you are in Lark. Open %(page)s and link yourself.")
    return words % {"page": identities.page()}


def _shown_by(app: LarkApp, press: Press) -> Delivery | None:
    """The delivery that made this very message; a value that was copied onto another card has none."""
    rows = Delivery.objects.filter(
        submission__reference=press.reference, remote_id=press.message_id, destination__app=app
    )
    return rows.select_related("submission").defer("submission__sensitive").first()


def _now(shown: Delivery) -> Submission:
    rows = Submission.objects.defer("sensitive").select_related("branch", "assignee", "status_by")
    return rows.get(pk=shown.submission_id)


def _card(shown: Delivery, slip: Submission) -> dict[str, Any]:
    """As simple as Lark wanted it when it was sent."""
    return cards.message(slip, level=shown.card_level, may_repeat=False, for_app=True).content


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = holder.get(name)
    if not isinstance(found, dict):
        raise ValueError(name)
    return found


def _id(given: object) -> str:
    if not isinstance(given, str) or not _ID.fullmatch(given):
        raise ValueError
    return given


def _text(given: object) -> str:
    """What was typed, without what no column takes; nothing for a field that is not there."""
    return given.replace("\0", "").encode(errors="replace").decode() if isinstance(given, str) else ""
