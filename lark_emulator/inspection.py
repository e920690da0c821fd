"""`/_emulator/…`: what arrived, what was asked, and the handles for tests and demonstrations."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lark_emulator.bots import Bot, changed
from lark_emulator.fault_form import fault_from
from lark_emulator.mailbox import Message
from lark_emulator.outgoing.events import run_due
from lark_emulator.problems import InputError, json_object, number, only_known
from lark_emulator.tenant import Tenant, tenant_of

# Ten years: enough for every window and retention, and far from the end of datetime.
FURTHEST_S = 10 * 366 * 86_400


async def messages(request: Request) -> JSONResponse:
    """?bot= one bot; ?contains= in title or text; ?after= an id."""
    tenant, query = tenant_of(request), request.query_params
    found = (
        message
        for message in tenant.mailbox.since(after(request))
        if query.get("bot", message.bot) == message.bot
        and query.get("contains", "") in f"{message.title}\n{message.text}"
    )
    return JSONResponse([_message_json(tenant, message) for message in found])


def after(request: Request) -> int:
    value = request.query_params.get("after", "0")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise InputError("after", "after must be the id of a message.")
    return int(value)


def _message_json(tenant: Tenant, message: Message) -> dict[str, Any]:
    body = message.body
    return {
        "id": message.id,
        "bot": message.bot,
        "received_at": message.received_at.isoformat(),
        "msg_type": message.msg_type,
        "title": message.title,
        "text": message.text,
        "key": message.key,
        "count": tenant.mailbox.count(message.key),
        "card": body.get("card"),
        "body": body,
    }


async def summary(request: Request) -> JSONResponse:
    """`accepted` counts all since the last reset; `by_key` the messages that are still remembered."""
    mailbox = tenant_of(request).mailbox
    by_key = mailbox.by_key()
    duplicates = {key: count for key, count in by_key.items() if count > 1}
    return JSONResponse({"accepted": mailbox.accepted, "by_key": by_key, "duplicates": duplicates})


async def requests(request: Request) -> JSONResponse:
    return JSONResponse([_plain(asdict(call)) for call in tenant_of(request).journal.calls()])


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


async def reset(request: Request) -> Response:
    tenant_of(request).reset()
    return Response(status_code=204)


async def advance_clock(request: Request) -> JSONResponse:
    given = await json_object(request)
    only_known(given, frozenset({"advance_s"}))
    if "advance_s" not in given:
        raise InputError("advance_s", "Say by how many seconds to advance the clock, as advance_s.")
    tenant, clock = tenant_of(request), tenant_of(request).clock
    clock.advance(number(given, "advance_s", least=0, most=FURTHEST_S))
    await run_due(tenant)
    return JSONResponse({"now": clock.now().isoformat()})


async def add_fault(request: Request) -> JSONResponse:
    tenant, given = tenant_of(request), await json_object(request)
    fault = fault_from(given, fault_id=tenant.faults.next_id(), tokens=tenant.bots)
    tenant.faults.add(fault)
    return JSONResponse(fault.as_json(), status_code=201)


async def list_faults(request: Request) -> JSONResponse:
    return JSONResponse(tenant_of(request).faults.listed())


async def clear_faults(request: Request) -> Response:
    tenant_of(request).faults.clear()
    return Response(status_code=204)


async def put_bot(request: Request) -> JSONResponse:
    tenant, token = tenant_of(request), request.path_params["token"]
    bot = changed(tenant.bots.get(token, Bot(token)), await json_object(request))
    tenant.bots[token] = bot
    return JSONResponse(asdict(replace(bot, secret=bot.secret and "***")))
