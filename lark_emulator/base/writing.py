"""Creating and updating records: …/records POST, PUT and batch_create."""

import json
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from lark_emulator.base import values
from lark_emulator.base.model import Record, Table
from lark_emulator.base.place import field_of, record_of, table_of
from lark_emulator.base.refusals import bad_body, refusal
from lark_emulator.endpoints import Ask, Done
from lark_emulator.switches import FIRST

MOST_AT_ONCE = 1000


def create(ask: Ask) -> Done:
    table, body = table_of(ask), ask.body(bad_body)
    [record] = _once(ask, table, lambda: _created(ask, table, [body.get("fields")]))
    return Done({"record": record_json(table, record)}, record.record_id)


def batch_create(ask: Ask) -> Done:
    """All or nothing."""
    table, body = table_of(ask), ask.body(bad_body)
    rows = body.get("records")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise refusal(1254001)
    if len(rows) > MOST_AT_ONCE:
        raise refusal(1254104)
    records = _once(ask, table, lambda: _created(ask, table, [row.get("fields") for row in rows]))
    return Done({"records": [record_json(table, record) for record in records]}, records[0].record_id)


def update(ask: Ask) -> Done:
    """Only the fields that are named; null empties one."""
    table, body = table_of(ask), ask.body(bad_body)
    record = record_of(ask, table)
    for field_id, value in _checked(table, body.get("fields")).items():
        if value is None:
            record.values.pop(field_id, None)
        else:
            record.values[field_id] = value
    return Done({"record": record_json(table, record)}, record.record_id)


def record_json(table: Table, record: Record) -> dict[str, Any]:
    fields = {field.name: value for field, value in table.named_values(record)}
    return {"fields": fields, "id": record.record_id, "record_id": record.record_id}


def _checked(table: Table, given: object) -> dict[str, Any]:
    """The values by field id; nothing is written before all of them fit. Raises LarkError."""
    if not isinstance(given, dict):
        raise refusal(1254001)
    by_field = [(field_of(table, name), value) for name, value in given.items()]
    for field, value in by_field:
        if value is not None:
            values.check(field, value)
    for field, value in by_field:
        values.add_options(field, value or [])
    return {field.field_id: value for field, value in by_field}


def _created(ask: Ask, table: Table, rows: list[object]) -> list[Record]:
    filled = [_checked(table, row) for row in rows]
    if len(table.records) + len(filled) > table.most_records:
        raise refusal(1254103)
    key = ask.query.get("client_token", "")
    records = [Record(f"rec{secrets.token_hex(6)}", _kept(row), ask.now, key) for row in filled]
    table.records.update((record.record_id, record) for record in records)
    return records


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {field_id: value for field_id, value in row.items() if value is not None}


def _once(ask: Ask, table: Table, make: Callable[[], list[Record]]) -> list[Record]:
    """What `make` makes, or for a client_token that was used what the switch `duplicate_client_token` says."""
    token = ask.query.get("client_token")
    if token is None:
        return make()
    if not _is_uuid4(token):
        raise refusal(1254037)
    key, asked = f"{ask.app.app_id} {token}", json.dumps([table.table_id, ask.body(bad_body)], sort_keys=True)
    switches = ask.tenant.switches
    first = ask.tenant.client_tokens.first(key, ask.now, timedelta(seconds=switches.client_token_window_s))
    if first is None:
        records = make()
        ask.tenant.client_tokens.remember(key, ask.now, [record.record_id for record in records], asked=asked)
        return records
    if first.asked != asked:
        raise refusal(1255006)
    if switches.duplicate_client_token != FIRST:
        raise refusal(int(switches.duplicate_client_token))
    return [table.records[record_id] for record_id in first.result]


def _is_uuid4(token: str) -> bool:
    try:
        return str(uuid.UUID(token)) == token.lower() and uuid.UUID(token).version == 4
    except ValueError:
        return False
