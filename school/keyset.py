"""Keyset pages: newer and older by a signed cursor, on an index; never an OFFSET, never a count."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

_M = TypeVar("_M", bound=Model)
_NEWER, _OLDER = "newer", "older"


class BadCursor(Exception):  # noqa: N818 - says what the cursor is
    """Not a cursor of ours, or one of another order or other filters."""


@dataclass(frozen=True)
class Page(Generic[_M]):
    """The rows in their order, and the cursors of the pages before and after; None where there is nothing."""

    items: list[_M]
    newer: str | None
    older: str | None


@dataclass(frozen=True)
class _Cursor:
    direction: str
    values: tuple[object, ...]


def page(
    queryset: QuerySet[_M], *, order: tuple[str, ...], cursor: str | None, size: int, filters: Mapping[str, str]
) -> Page[_M]:
    """The page at the cursor, in one to three queries; the first one without a cursor or with a bad one.

    `queryset` is filtered by `filters` already; they bind the cursor. `order` names columns that are never null, all
    descending ("-submitted_at", "-id") or all ascending, that together are unique and have an index in that order.
    """
    keys = _Keys(queryset.model, order, filters)
    try:
        at = keys.read(cursor) if cursor else None
    except BadCursor:
        at = None
    found = _page_at(queryset, keys, at, size) if at else None
    return found or _first_page(queryset, keys, size)


class _Keys:
    """One order of one list: its columns, its direction and the signature of its cursors."""

    def __init__(self, model: type[Model], order: tuple[str, ...], filters: Mapping[str, str]) -> None:
        self.names = [name.removeprefix("-") for name in order]
        self.fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in self.names]  # type: ignore[misc]  # columns only
        self.descending = order[0].startswith("-")
        if any(name.startswith("-") != self.descending for name in order) or any(field.null for field in self.fields):
            raise ValueError("a keyset needs columns that are never null, in one direction")
        bound = json.dumps([model._meta.label, order, sorted(filters.items())], ensure_ascii=False)
        self.signer = signing.Signer(salt=f"school.keyset:{bound}")

    def order_by(self, direction: str) -> list[str]:
        down = self.descending == (direction == _OLDER)
        return [f"-{name}" if down else name for name in self.names]

    def beyond(self, direction: str, values: tuple[object, ...]) -> TupleLessThan | TupleGreaterThan:
        """A row comparison, which PostgreSQL answers from the index."""
        down = self.descending == (direction == _OLDER)
        return (TupleLessThan if down else TupleGreaterThan)(Tuple(*self.names), values)

    def values_of(self, row: Model) -> tuple[object, ...]:
        return tuple(getattr(row, field.attname) for field in self.fields)

    def write(self, direction: str, row: Model) -> str:
        return self.signer.sign_object([direction, *(field.value_to_string(row) for field in self.fields)])

    def read(self, cursor: str) -> _Cursor:
        try:
            direction, *texts = self.signer.unsign_object(cursor)
            return _Cursor(
                direction, tuple(field.to_python(text) for field, text in zip(self.fields, texts, strict=True))
            )
        except (signing.BadSignature, ValidationError, ValueError) as error:
            raise BadCursor from error


def _first_page(queryset: QuerySet[_M], keys: _Keys, size: int) -> Page[_M]:
    rows = list(queryset.order_by(*keys.order_by(_OLDER))[: size + 1])
    older = keys.write(_OLDER, rows[size - 1]) if len(rows) > size else None
    return Page(rows[:size], newer=None, older=older)


def _page_at(queryset: QuerySet[_M], keys: _Keys, at: _Cursor, size: int) -> Page[_M] | None:
    """The rows beyond the cursor; None when the first page shows them as well."""
    rows = list(
        queryset.filter(keys.beyond(at.direction, at.values)).order_by(*keys.order_by(at.direction))[: size + 1]
    )
    has_more, items = len(rows) > size, rows[:size]
    if at.direction == _NEWER:
        if not has_more:
            return None
        items.reverse()
        return Page(items, newer=keys.write(_NEWER, items[0]), older=_if_any(queryset, keys, _OLDER, items[-1]))
    if not items or (newer := _if_any(queryset, keys, _NEWER, items[0])) is None:
        return None
    return Page(items, newer=newer, older=keys.write(_OLDER, items[-1]) if has_more else None)


def _if_any(queryset: QuerySet[_M], keys: _Keys, direction: str, row: _M) -> str | None:
    """The cursor beyond the row, if there is a row: others may have come or gone since the cursor was given out."""
    there = queryset.filter(keys.beyond(direction, keys.values_of(row))).order_by().exists()
    return keys.write(direction, row) if there else None
