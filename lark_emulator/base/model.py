"""A Base: tables of typed fields and records. A record knows its values by field id, so a renamed column keeps them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

TEXT, NUMBER, SINGLE, MULTI, DATE, CHECKBOX = 1, 2, 3, 4, 5, 7
USER, PHONE, URL, ATTACHMENT, LINK, DUPLEX_LINK, LOCATION, GROUP = 11, 13, 15, 17, 18, 21, 22, 23
CREATED_TIME, AUTO_NUMBER = 1001, 1005
UI_TYPES = {
    TEXT: "Text",
    NUMBER: "Number",
    SINGLE: "SingleSelect",
    MULTI: "MultiSelect",
    DATE: "DateTime",
    CHECKBOX: "Checkbox",
    USER: "User",
    PHONE: "Phone",
    URL: "Url",
    ATTACHMENT: "Attachment",
    LINK: "SingleLink",
    19: "Lookup",
    20: "Formula",
    DUPLEX_LINK: "DuplexLink",
    LOCATION: "Location",
    GROUP: "GroupChat",
    CREATED_TIME: "CreatedTime",
    1002: "ModifiedTime",
    1003: "CreatedUser",
    1004: "ModifiedUser",
    AUTO_NUMBER: "AutoNumber",
}
MOST_RECORDS = 20_000
# Milliseconds that are a day of some year from 5 to 9998, in every time zone.
DATES = range(-62_000_000_000_000, 253_370_000_000_000)


@dataclass
class Field:
    field_id: str
    name: str
    type: int
    options: list[str] = field(default_factory=list)
    is_primary: bool = False


@dataclass
class Record:
    """`key` is the client_token under which it was created, if any."""

    record_id: str
    values: dict[str, Any]
    created_at: datetime
    key: str = ""


@dataclass
class Table:
    table_id: str
    name: str
    fields: list[Field] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    most_records: int = MOST_RECORDS

    def field_named(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    def add_field(self, name: str, kind: int) -> Field:
        """The first field of a table is its primary one."""
        added = Field(f"fld{secrets.token_hex(5)}", name, kind, is_primary=not self.fields)
        self.fields.append(added)
        return added

    def named_values(self, record: Record) -> Iterator[tuple[Field, Any]]:
        """The values of the columns that still exist, in the order of the columns."""
        return ((one, record.values[one.field_id]) for one in self.fields if one.field_id in record.values)


@dataclass
class Base:
    """`apps` are the document apps that were added to it: only those may read and write."""

    app_token: str
    name: str
    apps: tuple[str, ...] = ()
    tables: dict[str, Table] = field(default_factory=dict)
