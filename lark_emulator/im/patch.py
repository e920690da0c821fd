"""PATCH /open-apis/im/v1/messages/:message_id: a card anew (update-the-message-card-sent-by-the-app.md)."""

import json
from datetime import timedelta

from lark_emulator.codes import LarkError
from lark_emulator.endpoints import Ask, Done
from lark_emulator.im.contents import CARD, Drawn, draw
from lark_emulator.im.read import known
from lark_emulator.im.refusals import refusal
from lark_emulator.im.store import AppMessage
from lark_emulator.im.versions import replaced
from lark_emulator.limits import SECOND, Window
from lark_emulator.loose import as_object

UPDATED_WITHIN = timedelta(days=14)
PER_MESSAGE = (Window(SECOND, 5),)


def run(ask: Ask) -> Done:
    body = ask.body()
    message = known(ask)
    check_updatable(ask, message)
    drawn = draw(CARD, body.get("content"), audited=ask.tenant.switches.dlp)
    check_shared(message, drawn)
    _count(ask, message)
    replaced(ask.tenant, message, drawn, origin="patch")
    return Done({}, message.message_id, msg="ok")


def check_updatable(ask: Ask, message: AppMessage) -> None:
    """Raises LarkError unless it is a card of this app, there for everybody and young enough."""
    if message.app_id != ask.app.app_id:
        raise refusal(230027)
    if message.msg_type != CARD:
        raise refusal(230054)
    if message.recalled:
        raise refusal(230011)
    if message.deleted:
        raise refusal(230110)
    if ask.now - message.sent_at > UPDATED_WITHIN:
        raise refusal(230031)


def check_shared(message: AppMessage, drawn: Drawn) -> None:
    """A card of version 1 must say before and after that all see the same; version 2 always does."""
    for body in (json.loads(message.raw), drawn.body):
        card = body["card"]
        if card.get("schema") != "2.0" and as_object(card.get("config")).get("update_multi") is not True:
            raise LarkError(
                230099, "Failed to create card content, ext=ErrCode: 200510; ErrMsg: update_multi", status=400
            )


def _count(ask: Ask, message: AppMessage) -> None:
    if not ask.tenant.switches.limits:
        return
    if ask.tenant.limits.full(message.message_id, ask.now, PER_MESSAGE):
        raise refusal(230020)
    ask.tenant.limits.count(message.message_id, ask.now, PER_MESSAGE)
