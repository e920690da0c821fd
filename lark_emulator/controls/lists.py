"""GET /_emulator/…: what apps sent and wrote, with a count for each key, so that a test can say "once, none lost"."""

import json
from collections import Counter
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from lark_emulator.base.model import Table
from lark_emulator.im.store import AppMessage
from lark_emulator.mailbox import key_of
from lark_emulator.problems import InputError
from lark_emulator.tenant import Tenant, tenant_of

SUBMISSION = "Submission ID"


async def app_messages(request: Request) -> JSONResponse:
    """?chat= one chat; ?app= one app; ?contains= in title or text; ?uuid= one uuid."""
    tenant, query = tenant_of(request), request.query_params
    chosen = [
        message
        for message in tenant.app_messages
        if query.get("chat", message.chat_id) == message.chat_id
        and query.get("app", message.app_id) == message.app_id
        and query.get("uuid", message.uuid) == message.uuid
    ]
    rows = [_message_json(tenant, message) for message in chosen]
    words = query.get("contains", "")
    return JSONResponse([row for row in rows if words in f"{row['title']}\n{row['text']}"])


def _message_json(tenant: Tenant, message: AppMessage) -> dict[str, Any]:
    """`uuid_count`: messages really sent under the uuid; `count`: messages about the same slip."""
    body = json.loads(message.raw)
    newest = message.newest
    key = key_of(newest.title, newest.text)
    return {
        "message_id": message.message_id,
        "chat_id": message.chat_id,
        "app_id": message.app_id,
        "msg_type": message.msg_type,
        "sent_at": message.sent_at.isoformat(),
        "title": newest.title,
        "text": newest.text,
        "key": key,
        "count": tenant.app_mailbox.count(key),
        "uuid": message.uuid,
        "uuid_count": tenant.uuids.taken[f"{message.app_id} {message.uuid}"],
        "recalled": message.recalled,
        "deleted": message.deleted,
        "updates": len(message.versions) - 1,
        "versions": [
            {"at": version.at.isoformat(), "origin": version.origin, "body": json.loads(version.raw)}
            for version in message.versions
        ],
        "body": body,
    }


async def app_summary(request: Request) -> JSONResponse:
    """As the summary of the bots' messages: what was accepted, for each slip, and twice."""
    mailbox = tenant_of(request).app_mailbox
    by_key = mailbox.by_key()
    duplicates = {key: count for key, count in by_key.items() if count > 1}
    return JSONResponse({"accepted": mailbox.accepted, "by_key": by_key, "duplicates": duplicates})


async def records(request: Request) -> JSONResponse:
    """?base= and ?table= choose one of each; without them the records of all."""
    query = request.query_params
    bases = tenant_of(request).bases
    if "base" in query and query["base"] not in bases:
        raise InputError("base", "There is no such Base.")
    tables = [
        (base.app_token, table)
        for base in bases.values()
        for table in base.tables.values()
        if query.get("base", base.app_token) == base.app_token and query.get("table", table.table_id) == table.table_id
    ]
    return JSONResponse([row for app_token, table in tables for row in _record_rows(app_token, table)])


def _record_rows(app_token: str, table: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "app_token": app_token,
            "table_id": table.table_id,
            "record_id": record.record_id,
            "created_at": record.created_at.isoformat(),
            "fields": {field.name: value for field, value in table.named_values(record)},
            "client_token": record.key,
        }
        for record in table.records.values()
    ]
    by_token = Counter(row["client_token"] for row in rows)
    by_submission = Counter(row["fields"].get(SUBMISSION) for row in rows)
    for row in rows:
        row["client_token_count"] = by_token[row["client_token"]]
        row["count"] = by_submission[row["fields"].get(SUBMISSION)]
    return rows


async def calls(request: Request) -> JSONResponse:
    """Per endpoint: how many calls were accepted, refused, and not taken because of a fault."""
    return JSONResponse(tenant_of(request).journal.by_endpoint())


async def quota(request: Request) -> JSONResponse:
    tenant = tenant_of(request)
    now = tenant.clock.now()
    return JSONResponse(
        {"month": f"{now:%Y-%m}", "used": tenant.quota.used(now), "limit": tenant.switches.monthly_quota}
    )
