"""One call of Lark from its bytes to the answer: faults, journal and log id are the same for every endpoint."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lark_emulator import log_ids
from lark_emulator.codes import Answer, LarkError
from lark_emulator.fault_replies import reply
from lark_emulator.faults import Fault
from lark_emulator.journal import Call
from lark_emulator.tenant import Tenant, tenant_of


@dataclass(frozen=True)
class Decision:
    """What Lark made of a call. `message_id` is a bot's message, `object_id` what an app sent, wrote or read."""

    answer: Answer
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    message_id: int | None = None
    object_id: str | None = None

    @property
    def taken(self) -> bool:
        return bool(self.answer["code"] == 0)


Decide = Callable[[bytes | None, str], Awaitable[Decision]]


def refused(refusal: LarkError, log_id: str) -> Decision:
    """The envelope of every API but the webhook, whose refusals carry no `error`."""
    detail: dict[str, Any] = {"log_id": log_id, **refusal.detail}
    answer: Answer = {"code": refusal.code, "msg": refusal.msg, "error": detail}
    return Decision(answer, refusal.status, refusal.headers)


async def exchange(request: Request, *, endpoint: str, most_bytes: int, decide: Decide, bot: str = "") -> Response:
    """`decide` gets the body (None when it is longer than `most_bytes`) and the log id; it must not raise LarkError."""
    tenant = tenant_of(request)
    raw = await _read(request, most_bytes)
    fault = tenant.faults.take(endpoint, bot)
    log_id = log_ids.new(tenant.clock.now())
    decision = await decide(raw, log_id) if fault is None or fault.accept else None
    tenant.journal.add(_call(tenant, request, endpoint, bot, decision, fault, log_id))
    response = _respond(decision, fault)
    log_ids.stamp(response, log_id)
    return response


async def _read(request: Request, most_bytes: int) -> bytes | None:
    """The body, or None when it is too long; read to its end either way, as an early answer would break the pipe."""
    raw = bytearray()
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= most_bytes:
            raw += chunk
    return bytes(raw) if length <= most_bytes else None


def _call(
    tenant: Tenant,
    request: Request,
    endpoint: str,
    bot: str,
    decision: Decision | None,
    fault: Fault | None,
    log_id: str,
) -> Call:
    return Call(
        id=tenant.journal.next_id(),
        at=tenant.clock.now(),
        endpoint=endpoint,
        bot=bot,
        sender=request.client.host if request.client else "",
        outcome="not_taken" if decision is None else "accepted" if decision.taken else "refused",
        code=decision.answer["code"] if decision else None,
        msg=decision.answer["msg"] if decision else "",
        fault=fault.kind if fault else None,
        message_id=decision.message_id if decision else None,
        object_id=decision.object_id if decision else None,
        log_id=log_id,
    )


def _respond(decision: Decision | None, fault: Fault | None) -> Response:
    if fault is not None:
        return reply(fault, decision.answer if decision else None, status=decision.status if decision else 200)
    assert decision is not None  # noqa: S101  without a fault Lark always decides
    return JSONResponse(decision.answer, status_code=decision.status, headers=dict(decision.headers))
