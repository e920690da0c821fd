"""The custom bot's webhook: POST /open-apis/bot/v2/hook/<token> (custom-bot-usage-guide)."""

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lark_emulator import codes, contents, security
from lark_emulator.bots import Bot
from lark_emulator.codes import Answer, LarkError
from lark_emulator.fault_replies import reply
from lark_emulator.faults import Fault
from lark_emulator.journal import Call
from lark_emulator.mailbox import Message
from lark_emulator.strict_json import parse_object
from lark_emulator.tenant import Tenant, tenant_of

MOST_BYTES = 20 * 1024


@dataclass(frozen=True)
class Decision:
    """What Lark made of a message: the answer it gives, and the message if it was accepted."""

    answer: Answer
    message: Message | None = None


async def hook(request: Request) -> Response:
    tenant, token = tenant_of(request), request.path_params["token"]
    sender = request.client.host if request.client else ""
    raw = await _read(request)
    fault = tenant.faults.take(token)
    decision = _decide(tenant, token, sender, raw) if fault is None or fault.accept else None
    call = _record(tenant, token, sender, decision, fault)
    response = _respond(decision, fault)
    response.headers["X-Tt-Logid"] = call.log_id
    return response


async def _read(request: Request) -> bytes | None:
    """The body, or None when it is too long; read to its end either way, as an early answer would break the pipe."""
    raw = bytearray()
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= MOST_BYTES:
            raw += chunk
    return bytes(raw) if length <= MOST_BYTES else None


def _decide(tenant: Tenant, token: str, sender: str, raw: bytes | None) -> Decision:
    try:
        message = _accept(tenant, token, sender, raw)
    except LarkError as refusal:
        return Decision(refusal.answer())
    return Decision(codes.SUCCESS, message)


def _accept(tenant: Tenant, token: str, sender: str, raw: bytes | None) -> Message:
    """Raises LarkError. The limit comes before the content, because it protects what reads the content."""
    bot, now = _bot(tenant, token), tenant.clock.now()
    if not tenant.limits.allow(token, now):
        raise codes.too_frequent()
    if raw is None:
        raise codes.bad_request()
    try:
        body = parse_object(raw)
    except ValueError:
        raise codes.bad_request() from None
    security.check_sender(bot, sender)
    security.check_signature(bot, body, now)
    content = contents.render(body)
    security.check_keywords(bot, content.text)
    return tenant.mailbox.add(
        bot=token, received_at=now, msg_type=body["msg_type"], title=content.title, text=content.text, raw=raw
    )


def _bot(tenant: Tenant, token: str) -> Bot:
    bot = tenant.bots.get(token)
    if bot is None or not bot.enabled:
        raise codes.unknown_bot()
    return bot


def _record(tenant: Tenant, token: str, sender: str, decision: Decision | None, fault: Fault | None) -> Call:
    now = tenant.clock.now()
    message = decision.message if decision else None
    call = Call(
        id=tenant.journal.next_id(),
        at=now,
        bot=token,
        sender=sender,
        outcome="not_taken" if decision is None else "accepted" if message else "refused",
        code=decision.answer["code"] if decision else None,
        msg=decision.answer["msg"] if decision else "",
        fault=fault.kind if fault else None,
        message_id=message.id if message else None,
        log_id=f"{now:%Y%m%d%H%M%S}{secrets.token_hex(9).upper()}",
    )
    tenant.journal.add(call)
    return call


def _respond(decision: Decision | None, fault: Fault | None) -> Response:
    if fault is not None:
        return reply(fault, decision.answer if decision else None)
    assert decision is not None  # noqa: S101  without a fault Lark always decides
    return JSONResponse(decision.answer)
