"""Which column of a Base holds what (lark.md section 3, mapping): by name at first, then by id.

A mapping is what `Destination.mapping` stores: [{"field_id", "field_name", "type", "ours"}].
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypedDict

from django.utils.translation import gettext as _

from forms_intake.lark.base_sources import REFERENCE, SOURCES
from forms_intake.lark.base_values import ColumnType
from school.folding import fold

# Columns without which a row cannot be found again; also the one name that is never translated.
REQUIRED: Mapping[str, str] = {REFERENCE: "Submission ID"}


@dataclass(frozen=True)
class Field:
    """A column as the Base has it now."""

    id: str
    name: str
    type: int


@dataclass(frozen=True)
class Column:
    """A column and what of ours stands in it."""

    field: Field
    ours: str

    @property
    def is_required(self) -> bool:
        """Without it a row cannot be found again."""
        return self.ours in REQUIRED

    def stored(self) -> dict[str, Any]:
        """As `Destination.mapping` keeps it."""
        return {
            "field_id": self.field.id,
            "field_name": self.field.name,
            "type": self.field.type,
            "ours": self.ours,
        }


class Difference(TypedDict):
    """How one column differs from what was mapped. `now` and `type`: as the Base has it, empty where it has it not."""

    kind: Literal["renamed", "removed", "retyped", "new"]
    field_id: str
    ours: str
    was: str
    now: str
    was_type: int
    type: int


@dataclass(frozen=True)
class Proposal:
    """A column to be added in Lark by hand."""

    ours: str
    name: str
    type: ColumnType


def columns(mapping: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The stored mapping; entries for what we no longer tell are passed over."""
    return tuple(
        Column(Field(str(entry["field_id"]), str(entry["field_name"]), int(entry["type"])), entry["ours"])
        for entry in mapping
        if entry.get("ours") in SOURCES
    )


def fields(read: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    """The columns of a reply of `/fields`; entries that are no columns are passed over."""
    return tuple(
        Field(str(item["field_id"]), str(item["field_name"]), int(item["type"]))
        for item in read
        if isinstance(item, Mapping) and "field_name" in item and "field_id" in item and type(item.get("type")) is int
    )


def takes(ours: str, column_type: int) -> bool:
    """Whether a column of this type may hold it."""
    return column_type in SOURCES[ours].types


def suggest(fields: Sequence[Field], *, kept: Sequence[Column] = ()) -> tuple[Column, ...]:
    """A column for each of ours that has one by its name, in Vietnamese or English; `kept` stays as it is."""
    chosen = list(kept)
    for ours, source in SOURCES.items():
        if any(column.ours == ours for column in chosen):
            continue
        taken = {column.field.id for column in chosen}
        by_name = {fold(field.name): field for field in reversed(fields) if field.id not in taken}
        found = (by_name[name] for name in map(fold, source.names) if name in by_name)
        fitting = next((field for field in found if takes(ours, field.type)), None)
        chosen += [Column(fitting, ours)] if fitting else []
    return tuple(chosen)


def proposals(columns: Iterable[Column], fields: Iterable[Field] = ()) -> tuple[Proposal, ...]:
    """What has no column yet: name and type of those that could be added to these."""
    told, taken = {column.ours for column in columns}, {field.name for field in fields}
    return tuple(
        Proposal(ours, next((name for name in source.names if name not in taken), source.names[0]), source.types[0])
        for ours, source in SOURCES.items()
        if ours not in told
    )


def validate(mapping: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is wrong with a mapping, a sentence each; none when it can be used."""
    chosen = columns(mapping)
    twice = [field_id for field_id, count in Counter(column.field.id for column in chosen).items() if count > 1]
    named = {column.field.id: column.field.name for column in chosen}
    found = [_("Column “%(name)s” is chosen twice. Choose it once.") % {"name": named[field]} for field in twice]
    found += [
        _("Column “%(name)s” cannot hold “%(ours)s”. Choose another column, or change its type in Lark to “%(type)s”.")
        % {"name": column.field.name, "ours": SOURCES[column.ours].label, "type": SOURCES[column.ours].types[0].label}
        for column in chosen
        if not takes(column.ours, column.field.type)
    ]
    told = {column.ours for column in chosen}
    return found + [
        _("Choose the column for “%(ours)s”. If the Base has none, add a column “%(name)s” of type “%(type)s” in Lark.")
        % {"ours": SOURCES[ours].label, "name": name, "type": SOURCES[ours].types[0].label}
        for ours, name in REQUIRED.items()
        if ours not in told
    ]


def resolve(columns: Iterable[Column], fields: Sequence[Field]) -> Iterator[Column]:
    """The mapped columns as the Base has them now: by id, else a new one of the same name; without those it lost."""
    for column in columns:
        field = _now(column, fields)
        if field and takes(column.ours, field.type):
            yield replace(column, field=field)


def compare(mapping: Iterable[Mapping[str, Any]], fields: Sequence[Field]) -> list[Difference]:
    """How the Base differs from the mapping: renamed, removed and retyped columns, and new ones that fit by name."""
    mapped = columns(mapping)
    found = [difference for column in mapped if (difference := _difference(column, _now(column, fields)))]
    fresh = suggest(fields, kept=[replace(column, field=_now(column, fields) or column.field) for column in mapped])
    told = {column.ours for column in mapped}
    new = [_new(column) for column in fresh if column.ours not in told]
    return found + new


def renewed(mapping: Iterable[Mapping[str, Any]], fields: Sequence[Field]) -> list[dict[str, Any]]:
    """The mapping with the names, types and ids of now; what the Base has lost, or cannot take, stays as it was."""
    mapped = columns(mapping)
    now = {column.ours: column for column in resolve(mapped, fields)}
    return [now.get(column.ours, column).stored() for column in mapped]


def sentence(difference: Mapping[str, Any]) -> str:
    """The difference in words, in the active language."""
    return _SENTENCES[difference["kind"]]() % {
        "was": difference["was"],
        "now": difference["now"],
        "was_type": type_name(difference["was_type"]),
        "type": type_name(difference["type"]),
        "ours": SOURCES[difference["ours"]].label if difference["ours"] in SOURCES else difference["ours"],
    }


def type_name(column_type: int) -> str:
    """As Lark's menu calls it; only the number of a type that is never written."""
    return str(ColumnType(column_type).label) if column_type in ColumnType.values else str(column_type)


def _now(column: Column, fields: Sequence[Field]) -> Field | None:
    by_id = next((field for field in fields if field.id == column.field.id), None)
    return by_id or next((field for field in fields if field.name == column.field.name), None)


def _difference(column: Column, now: Field | None) -> Difference | None:
    if now is None:
        return _told("removed", column, Field(column.field.id, "", 0))
    if not takes(column.ours, now.type):
        return _told("retyped", column, now)
    return _told("renamed", column, now) if now.name != column.field.name else None


def _new(column: Column) -> Difference:
    return _told("new", replace(column, field=Field("", "", 0)), column.field)


def _told(kind: Literal["renamed", "removed", "retyped", "new"], column: Column, now: Field) -> Difference:
    return Difference(
        kind=kind,
        field_id=now.id,
        ours=column.ours,
        was=column.field.name,
        now=now.name,
        was_type=column.field.type,
        type=now.type,
    )


_SENTENCES = {
    "renamed": lambda: _("Column “%(was)s” is now called “%(now)s”."),
    "removed": lambda: _("Column “%(was)s” is gone; “%(ours)s” is no longer written."),
    "retyped": lambda: _(
        "Column “%(now)s” has another type now (%(was_type)s before); “%(ours)s” cannot be written into it."
    ),
    "new": lambda: _("Column “%(now)s” could hold “%(ours)s”."),
}
