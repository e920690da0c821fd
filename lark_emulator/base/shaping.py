"""Making and changing Bases, tables and columns from PUT /_emulator/bases/…, as somebody does in Lark's own page."""

from collections.abc import Mapping
from typing import Any

from lark_emulator.base.model import UI_TYPES, Base, Table
from lark_emulator.problems import InputError, number, only_known

BASE_SETTINGS = frozenset({"name", "apps", "tables"})
TABLE_SETTINGS = frozenset({"name", "fields", "most_records"})
FIELD_SETTINGS = frozenset({"name", "type"})


def change(base: Base, given: Mapping[str, Any]) -> None:
    """Raises InputError. A table's `fields` are added to those it has."""
    only_known(given, BASE_SETTINGS)
    tables = given.get("tables", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise InputError("tables", "tables must be an object of tables by their id.")
    base.name = _text(given, "name", base.name)
    base.apps = _apps(given, base.apps)
    for table_id, settings in tables.items():
        if not table_id.startswith("tbl"):
            raise InputError("tables", f"{table_id!r} is no id of a table; it begins with tbl.")
        _change_table(base.tables.setdefault(table_id, Table(table_id, table_id)), settings)


def _change_table(table: Table, given: Mapping[str, Any]) -> None:
    only_known(given, TABLE_SETTINGS)
    table.name = _text(given, "name", table.name)
    if "most_records" in given:
        table.most_records = int(number(given, "most_records", least=0, most=10**6))
    fields = given.get("fields", [])
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        raise InputError("fields", "fields must be a list of objects with name and type.")
    for field in fields:
        put_field(table, _text(field, "name", ""), {"type": field.get("type")})


def put_field(table: Table, name: str, given: Mapping[str, Any]) -> None:
    only_known(given, FIELD_SETTINGS)
    field = table.field_named(name)
    if field is not None:
        new = _text(given, "name", name)
        if new != name and table.field_named(new):
            raise InputError("name", f"There is a column {new!r} already.")
        field.name = new
        return
    kind = given.get("type")
    if isinstance(kind, bool) or kind not in UI_TYPES:
        raise InputError("type", f"type must be one of {', '.join(map(str, sorted(UI_TYPES)))}.")
    table.add_field(name, int(kind))


def remove_field(table: Table, name: str) -> None:
    field = table.field_named(name)
    if field is None:
        raise InputError("field", f"There is no column {name!r}.")
    table.fields.remove(field)


def as_json(base: Base) -> dict[str, Any]:
    tables = {table.table_id: table_json(table) for table in base.tables.values()}
    return {"app_token": base.app_token, "name": base.name, "apps": base.apps, "tables": tables}


def table_json(table: Table) -> dict[str, Any]:
    fields = [{"field_id": field.field_id, "name": field.name, "type": field.type} for field in table.fields]
    return {"name": table.name, "most_records": table.most_records, "fields": fields}


def _text(given: Mapping[str, Any], name: str, otherwise: str) -> str:
    value = given.get(name, otherwise)
    if not isinstance(value, str) or not value:
        raise InputError(name, f"{name} must be a text.")
    return value


def _apps(given: Mapping[str, Any], otherwise: tuple[str, ...]) -> tuple[str, ...]:
    value = given.get("apps", list(otherwise))
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise InputError("apps", "apps must be a list of app ids.")
    return tuple(value)
