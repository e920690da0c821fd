"""Reading records and fields: …/records GET, …/records/search, …/fields."""

from collections.abc import Callable
from typing import Any

from lark_emulator.base import model, values
from lark_emulator.base.filters import matcher
from lark_emulator.base.model import Field, Record, Table
from lark_emulator.base.place import field_of, record_of, table_of, visible
from lark_emulator.base.refusals import bad_body, refusal
from lark_emulator.base.writing import record_json
from lark_emulator.endpoints import Ask, Done
from lark_emulator.pages import page_of


def read(ask: Ask) -> Done:
    table = table_of(ask)
    record = record_of(ask, table)
    return Done({"record": record_json(table, record)}, record.record_id)


def listed(ask: Ask) -> Done:
    table = table_of(ask)
    return Done(page_of([record_json(table, record) for record in visible(ask, table)], ask, usual=20, most=500))


def fields(ask: Ask) -> Done:
    table = table_of(ask)
    return Done(page_of([_field_json(field) for field in table.fields], ask, usual=20, most=100))


def search(ask: Ask) -> Done:
    table, body = table_of(ask), ask.body(bad_body) if ask.raw.strip() else {}
    shown, matches = _shown(table, body.get("field_names")), matcher(table, body.get("filter"))
    found = [record for record in visible(ask, table) if matches(record)]
    for key, reverse in reversed(_sorting(table, body.get("sort"))):
        found.sort(key=key, reverse=reverse)
    automatic = body.get("automatic_fields") is True
    items = [_found_json(table, record, shown, automatic=automatic) for record in found]
    return Done(page_of(items, ask, usual=20, most=500))


def _field_json(field: Field) -> dict[str, Any]:
    options = [{"id": f"opt{number}", "name": name, "color": 0} for number, name in enumerate(field.options)]
    return {
        "field_id": field.field_id,
        "field_name": field.name,
        "type": field.type,
        "ui_type": model.UI_TYPES[field.type],
        "property": {"options": options} if field.type in (model.SINGLE, model.MULTI) else None,
        "is_primary": field.is_primary,
    }


def _shown(table: Table, names: object) -> list[Field]:
    if names is None or names == []:
        return table.fields
    if not isinstance(names, list):
        raise refusal(1254024)
    return [field_of(table, name) for name in names]


def _sorting(table: Table, given: object) -> list[tuple[Callable[[Record], Any], bool]]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(rule, dict) for rule in given):
        raise refusal(1254016)
    return [(_sort_key(field_of(table, rule.get("field_name"))), rule.get("desc") is True) for rule in given]


def _sort_key(field: Field) -> Callable[[Record], Any]:
    def key(record: Record) -> Any:
        value = record.values.get(field.field_id)
        if field.type in (model.NUMBER, model.DATE):
            return (value is not None, value or 0)
        return (value is not None, values.plain(value))

    return key


def _found_json(table: Table, record: Record, shown: list[Field], *, automatic: bool) -> dict[str, Any]:
    fields = {
        field.name: values.searched(field, value) for field, value in table.named_values(record) if field in shown
    }
    found: dict[str, Any] = {"record_id": record.record_id, "fields": fields}
    if automatic:
        found["created_time"] = int(record.created_at.timestamp() * 1000)
    return found
