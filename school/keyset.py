"""Keyset pages: newer and older by a sealed cursor, on an index; never an OFFSET, never a count.

A cursor stands in addresses, and so in histories and logs: what a row is sorted by may be somebody's name.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.crypto import salted_hmac

_M = TypeVar("_M", bound=Model)
_NEWER, _OLDER = "newer", "older"
# The first rows that meet conditions: (conditions, order_by, how many).
Take = Callable[[list[Any], list[str], int], list[_M]]


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
    queryset: QuerySet[_M],
    *,
    order: tuple[str, ...],
    cursor: str | None,
    size: int,
    filters: Mapping[str, str],
    take: Take[_M] | None = None,
    strict: bool = False,
) -> Page[_M]:
    """The page at the cursor, in one to three queries; the first one without a cursor or with a bad one.

    `strict` is for programs, which would begin anew and never end: BadCursor for a bad one, no rows beyond the last.

    `queryset` is filtered by `filters` already; they bind the cursor. `order` names columns that are never null, all
    descending ("-submitted_at", "-id") or all ascending, that together are unique and have an index in that order.
    `take` fetches rows where the queryset itself would take too long; only its model counts then.
    """
    keys = _Keys(queryset.model, order, filters)
    try:
        at = keys.read(cursor) if cursor else None
    except BadCursor:
        if strict:
            raise
        at = None
    take = take or partial(_taken, queryset)
    found = _page_at(take, keys, at, size, strict=strict) if at else None
    return found or _first_page(take, keys, size)


def is_place(model: type[Model], *, order: tuple[str, ...], cursor: str, filters: Mapping[str, str]) -> bool:
    """Whether the cursor was given out for this list: a page of people tells it when it begins anew; asks nobody."""
    try:
        _Keys(model, order, filters).read(cursor)
    except BadCursor:
        return False
    return True


def _taken(queryset: QuerySet[_M], conditions: list[Any], order_by: list[str], size: int) -> list[_M]:
    return list(queryset.filter(*conditions).order_by(*order_by)[:size])


class _Keys:
    """One order of one list: its columns, its direction and the seal of its cursors."""

    def __init__(self, model: type[Model], order: tuple[str, ...], filters: Mapping[str, str]) -> None:
        self.names = [name.removeprefix("-") for name in order]
        self.fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in self.names]  # type: ignore[misc]  # columns only
        # Of a generated column, what it generates knows how to read a text.
        self.readers: list[Field[Any, Any]] = [getattr(field, "output_field", field) for field in self.fields]
        self.descending = order[0].startswith("-")
        if any(name.startswith("-") != self.descending for name in order) or any(field.null for field in self.fields):
            raise ValueError("a keyset needs columns that are never null, in one direction")
        bound = json.dumps([model._meta.label, order, sorted(filters.items())], ensure_ascii=False)
        self.seal = _Seal(bound)

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
        return self.seal.close([direction, *(field.value_to_string(row) for field in self.fields)])

    def read(self, cursor: str) -> _Cursor:
        try:
            direction, *texts = self.seal.open(cursor)
            return _Cursor(
                direction, tuple(field.to_python(text) for field, text in zip(self.readers, texts, strict=True))
            )
        except (InvalidTag, ValidationError, ValueError) as error:
            raise BadCursor from error


class _Seal:
    """Nobody else reads or makes what it closes; the same is always closed alike, so that equal pages stay equal."""

    def __init__(self, bound: str) -> None:
        self.bound = [bound.encode()]

    def close(self, values: list[str]) -> str:
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(_cipher(settings.SECRET_KEY).encrypt(text.encode(), self.bound)).decode().rstrip("=")

    def open(self, cursor: str) -> Any:
        """Raises InvalidTag or ValueError."""
        sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        for key in settings.SECRET_KEY_FALLBACKS:
            with suppress(InvalidTag):
                return json.loads(_cipher(key).decrypt(sealed, self.bound))
        return json.loads(_cipher(settings.SECRET_KEY).decrypt(sealed, self.bound))


def _cipher(key: str) -> AESSIV:
    return AESSIV(salted_hmac("school.keyset", "", secret=key, algorithm="sha512").digest())


def _first_page(take: Take[_M], keys: _Keys, size: int) -> Page[_M]:
    rows = take([], keys.order_by(_OLDER), size + 1)
    older = keys.write(_OLDER, rows[size - 1]) if len(rows) > size else None
    return Page(rows[:size], newer=None, older=older)


def _page_at(take: Take[_M], keys: _Keys, at: _Cursor, size: int, *, strict: bool) -> Page[_M] | None:
    """The rows beyond the cursor; None when the first page shows them as well."""
    rows = take([keys.beyond(at.direction, at.values)], keys.order_by(at.direction), size + 1)
    has_more, items = len(rows) > size, rows[:size]
    if at.direction == _NEWER:
        if not has_more:
            return None
        items.reverse()
        return Page(items, newer=keys.write(_NEWER, items[0]), older=_if_any(take, keys, _OLDER, items[-1]))
    if strict and not items:
        return Page([], newer=None, older=None)
    if not items or (newer := _if_any(take, keys, _NEWER, items[0])) is None:
        return None
    return Page(items, newer=newer, older=keys.write(_OLDER, items[-1]) if has_more else None)


def _if_any(take: Take[_M], keys: _Keys, direction: str, row: _M) -> str | None:
    """The cursor beyond the row, if there is a row: others may have come or gone since the cursor was given out."""
    there = take([keys.beyond(direction, keys.values_of(row))], keys.order_by(direction), 1)
    return keys.write(direction, row) if there else None
