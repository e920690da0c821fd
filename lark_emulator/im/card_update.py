"""POST /open-apis/interactive/v1/card/update: a card changes some time after a press (delay-update-message-card.md)."""

from datetime import timedelta

from lark_emulator.endpoints import Ask, Done
from lark_emulator.im.contents import draw_card
from lark_emulator.im.refusals import invalid, refusal
from lark_emulator.im.versions import replaced
from lark_emulator.outgoing.store import CardToken

GOOD_FOR = timedelta(minutes=30)


def run(ask: Ask) -> Done:
    body = ask.body()
    token, card = _token(ask, body.get("token")), body.get("card")
    message = ask.tenant.app_messages.get(token.message_id)
    if message is None or message.recalled or message.deleted:
        raise refusal(230011)
    if not isinstance(card, dict):
        raise invalid("ext=card must be an object")
    drawn = draw_card(card, audited=ask.tenant.switches.dlp)
    token.uses += 1
    replaced(ask.tenant, message, drawn, origin="delayed")
    return Done({}, message.message_id)


def _token(ask: Ask, value: object) -> CardToken:
    token = ask.tenant.outgoing.card_tokens.get(value) if isinstance(value, str) else None
    if token is None or token.app_id != ask.app.app_id:
        raise refusal(300020)
    if ask.now - token.issued_at > GOOD_FOR:
        raise refusal(300030)
    if not token.answered or token.uses >= ask.tenant.switches.card_token_uses:
        raise refusal(300040)
    return token
