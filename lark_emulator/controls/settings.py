"""PUT /_emulator/…: apps, chats, Bases, fields and switches. What is not named stays as it is."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lark_emulator import apps, directory, switches
from lark_emulator.apps import App
from lark_emulator.base import shaping
from lark_emulator.base.model import Base, Table
from lark_emulator.directory import Chat
from lark_emulator.outgoing.handshake import echoes
from lark_emulator.problems import InputError, json_object
from lark_emulator.tenant import Tenant, tenant_of

ADDRESSES = ("callback_url", "event_url")


async def put_switches(request: Request) -> JSONResponse:
    tenant = tenant_of(request)
    tenant.switches = switches.changed(tenant.switches, await json_object(request))
    return JSONResponse(asdict(tenant.switches))


async def get_switches(request: Request) -> JSONResponse:
    return JSONResponse(asdict(tenant_of(request).switches))


async def put_app(request: Request) -> JSONResponse:
    """An address is saved only after it has echoed a challenge, as at Lark; `"verify": false` leaves that out."""
    tenant, app_id = tenant_of(request), request.path_params["app_id"]
    given = await json_object(request)
    verify = given.pop("verify", True)
    app = apps.changed(tenant.apps.get(app_id, App(app_id, "secret")), given)
    if verify is not False:
        await _verify(tenant, app, given)
    tenant.apps[app_id] = app
    return JSONResponse(app.as_json())


async def _verify(tenant: Tenant, app: App, given: dict[str, Any]) -> None:
    for name in ADDRESSES:
        url = given.get(name)
        if url is not None and not await echoes(app, url, tenant.clock.now()):
            raise InputError(name, f"{name} did not echo the challenge within one second.")


async def revoke_tokens(request: Request) -> Response:
    tenant_of(request).tokens.revoke()
    return Response(status_code=204)


async def put_chat(request: Request) -> JSONResponse:
    tenant, chat_id = tenant_of(request), request.path_params["chat_id"]
    chat = directory.changed(tenant.chats.get(chat_id, Chat(chat_id, chat_id)), await json_object(request))
    tenant.chats[chat_id] = chat
    return JSONResponse(chat.as_json())


async def put_base(request: Request) -> JSONResponse:
    tenant, app_token = tenant_of(request), request.path_params["app_token"]
    base = tenant.bases.get(app_token, Base(app_token, app_token))
    shaping.change(base, await json_object(request))
    tenant.bases[app_token] = base
    return JSONResponse(shaping.as_json(base))


async def put_field(request: Request) -> JSONResponse:
    """{"name"} renames a column, {"type"} makes a new one."""
    table = _table(request)
    shaping.put_field(table, request.path_params["field"], await json_object(request))
    return JSONResponse(shaping.table_json(table))


async def delete_field(request: Request) -> Response:
    shaping.remove_field(_table(request), request.path_params["field"])
    return Response(status_code=204)


def _table(request: Request) -> Table:
    base = tenant_of(request).bases.get(request.path_params["app_token"])
    table = base.tables.get(request.path_params["table_id"]) if base else None
    if table is None:
        raise InputError("table", "There is no such table; make it with PUT /_emulator/bases/<app token>.")
    return table
