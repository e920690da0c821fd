"""The custom bot's webhook: POST /open-apis/bot/v2/hook/<token> (custom-bot-usage-guide)."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lark_emulator import codes, contents, security
from lark_emulator.bots import Bot
from lark_emulator.codes import LarkError
from lark_emulator.content import Content
from lark_emulator.exchange import Decision, exchange
from lark_emulator.faults import EVERY_BOT
from lark_emulator.mailbox import Message
from lark_emulator.strict_json import parse_object
from lark_emulator.tenant import Tenant, tenant_of

MOST_BYTES = 20 * 1024


async def hook(request: Request) -> Response:
    tenant, token = tenant_of(request), request.path_params["token"]
    sender = request.client.host if request.client else ""

    async def decide(raw: bytes | None, _log_id: str) -> Decision:
        try:
            message = _accept(tenant, token, sender, raw)
        except LarkError as refusal:
            return Decision(refusal.answer())
        return Decision(codes.SUCCESS, message_id=message.id)

    return await exchange(request, endpoint=EVERY_BOT, bot=token, most_bytes=MOST_BYTES, decide=decide)


def _accept(tenant: Tenant, token: str, sender: str, raw: bytes | None) -> Message:
    """Raises LarkError. The limit comes before the content, because it protects what reads the content."""
    bot, now = _bot(tenant, token), tenant.clock.now()
    if tenant.switches.limits and not tenant.limits.allow(token, now):
        raise codes.too_frequent()
    if raw is None:
        raise codes.bad_request()
    try:
        body = parse_object(raw)
    except ValueError:
        raise codes.bad_request() from None
    content = _checked(tenant, bot, sender, body)
    return tenant.mailbox.add(
        bot=token, received_at=now, msg_type=body["msg_type"], title=content.title, text=content.text, raw=raw
    )


def _bot(tenant: Tenant, token: str) -> Bot:
    bot = tenant.bots.get(token)
    if bot is None or not bot.enabled:
        raise codes.unknown_bot()
    return bot


def _checked(tenant: Tenant, bot: Bot, sender: str, body: dict[str, Any]) -> Content:
    """Lark documents no order of the checks: the switch `webhook_order` has it."""
    checks: dict[str, Callable[[], None]] = {
        "ip": lambda: security.check_sender(bot, sender),
        "sign": lambda: security.check_signature(bot, body, tenant.clock.now()),
        "keyword": lambda: security.check_keywords(bot, _render(tenant, body).text),
    }
    for check in tenant.switches.webhook_order:
        checks[check]()
    return _render(tenant, body)


def _render(tenant: Tenant, body: dict[str, Any]) -> Content:
    card = body.get("card")
    if not tenant.switches.card_v2_webhook and isinstance(card, dict) and card.get("schema") == "2.0":
        raise codes.card_refused(200860, "cards of schema V2 cannot be sent by a custom bot")
    return contents.render(body)
