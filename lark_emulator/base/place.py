"""The table that a path names, if the app was let into the Base."""

from datetime import timedelta

from lark_emulator.base.model import Base, Field, Record, Table
from lark_emulator.base.refusals import refusal
from lark_emulator.endpoints import Ask


def base_of(ask: Ask) -> Base:
    app_token = ask.path["app_token"]
    if not app_token.isalnum():
        raise refusal(1254003)
    base = ask.tenant.bases.get(app_token)
    if base is None:
        raise refusal(1254040)
    if ask.app.app_id not in base.apps:
        raise refusal(ask.tenant.switches.base_denied_code)
    return base


def table_of(ask: Ask) -> Table:
    base, table_id = base_of(ask), ask.path["table_id"]
    if not table_id.startswith("tbl"):
        raise refusal(1254004)
    table = base.tables.get(table_id)
    if table is None:
        raise refusal(1254041)
    return table


def visible(ask: Ask, table: Table) -> list[Record]:
    """The records that a reader sees already: the switch `read_lag_s` holds new ones back."""
    return [record for record in table.records.values() if _seen(ask, record)]


def _seen(ask: Ask, record: Record) -> bool:
    return record.created_at <= ask.now - timedelta(seconds=ask.tenant.switches.read_lag_s)


def record_of(ask: Ask, table: Table) -> Record:
    wanted = ask.path["record_id"]
    if not wanted.startswith("rec"):
        raise refusal(1254006)
    record = table.records.get(wanted)
    if record is None or not _seen(ask, record):
        raise refusal(1254043)
    return record


def field_of(table: Table, name: object) -> Field:
    field = table.field_named(name) if isinstance(name, str) else None
    if field is None:
        raise refusal(1254045, f"fldName:{name}")
    return field
