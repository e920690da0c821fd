"""Transport A: a card from the school's own app in a group, changed when the slip's status does (lark.md section 2)."""

import json
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forms_intake.enums import Outcome, Purpose
from forms_intake.hints import Hint
from forms_intake.lark import cards, history, tokens
from forms_intake.lark.answers import Answer
from forms_intake.lark.cards.message import Message as Card

if TYPE_CHECKING:
    from forms_intake.lark.transports import Call
    from forms_intake.models import Delivery

_PATH = "/open-apis/im/v1/messages"
# A message cannot be changed any more: recalled, older than 14 days, invisible, no card, deleted (section 2.3).
_GONE = frozenset({230011, 230031, 230050, 230054, 230110})
# Said of an old card, these are about the chat in which it stands; the destination may have moved to another one.
_OF_ITS_CHAT = frozenset({230002, 230018, 230027, 230034, 230035, 230038, 232009, *range(99992351, 99992365)})
# "Is being sent": whoever has the same uuid.
_BEING_SENT = 230049


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The card, and for a change the line that is sent when no card is there to be changed."""

    card: Card
    follow_up: Card | None = None
    revision: int = 0


class AppMessage:
    """Transport A. `config`: {"chat_id": "oc_…"}."""

    levels = cards.LEVELS

    def build(self, delivery: "Delivery", *, level: int, may_repeat: bool) -> Prepared:
        """The slip as it is now; every level is a card, so that it can be changed later."""
        submission = delivery.submission
        card = cards.message(submission, level=level, may_repeat=may_repeat, for_app=True)
        follow_up = cards.follow_up(submission) if delivery.purpose == Purpose.UPDATE else None
        return Prepared(card=card, follow_up=follow_up, revision=submission.revision)

    def send(self, call: "Call") -> Answer:
        """Posts the card, or changes the one that was posted. `remote_id` of the answer: the message's id in Lark."""
        if not _chat(call):
            return Answer(outcome=Outcome.CONFIG, hint=Hint.CHAT_UNKNOWN)
        return _create(call) if call.purpose == Purpose.CREATE else _update(call)


def _chat(call: "Call") -> str:
    return str(call.access.config.get("chat_id") or "")


def _create(call: "Call") -> Answer:
    answer = _posted(call, call.message.card, call.key)
    return _reconciled(call, answer) if call.look_first and _may_be_a_repeat(answer) else answer


def _may_be_a_repeat(answer: Answer) -> bool:
    """Whether Lark may have refused only because it has the message: how it says so is not documented."""
    return answer.code == _BEING_SENT or answer.is_unknown or answer.outcome is Outcome.CONTENT


def _reconciled(call: "Call", answer: Answer) -> Answer:
    """An earlier try may have arrived: what stands in the chat decides. The refusal holds if nothing does."""
    found = history.find(call.access.app, _chat(call), call.reference)
    counted = answer.counted + found.counted
    if not found.remote_id:
        return replace(answer, counted=counted)
    return replace(found, counted=counted, message=f"found in the chat, repetition refused with {answer.code}")


def _update(call: "Call") -> Answer:
    """The newest state in place of the card; a line of its own where the card is gone (section 2.3)."""
    if not call.remote_id:
        return _followed_up(call, counted=0)
    body = {"content": _text(call.message.card)}
    answer = tokens.call(call.access.app, "PATCH", f"{_PATH}/{call.remote_id}", body=body)
    if answer.code in _GONE | _OF_ITS_CHAT:
        # If the present chat is at fault, the line meets the same refusal there.
        return _followed_up(call, counted=answer.counted)
    # The same card again changes nothing, so whether an earlier try arrived does not matter.
    return replace(answer, is_ambiguous=False, remote_id=call.remote_id)


def _followed_up(call: "Call", *, counted: int) -> Answer:
    line = call.message.follow_up or call.message.card
    answer = _posted(call, line, uuid.uuid5(call.key, str(call.message.revision)))
    return replace(answer, counted=answer.counted + counted)


def _posted(call: "Call", message: Card, key: uuid.UUID) -> Answer:
    """Lark accepts one message for a uuid within an hour; `content` is text that holds JSON (section 2.2)."""
    body = {"receive_id": _chat(call), "msg_type": message.msg_type, "content": _text(message), "uuid": str(key)}
    answer = tokens.call(call.access.app, "POST", _PATH, body=body, query={"receive_id_type": "chat_id"})
    message_id = answer.data.get("message_id")
    is_named = answer.outcome is Outcome.OK and isinstance(message_id, str)
    return replace(answer, remote_id=str(message_id)[:64]) if is_named else answer


def _text(message: Card) -> str:
    return json.dumps(message.content, ensure_ascii=False)
