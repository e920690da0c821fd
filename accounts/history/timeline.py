"""Pages of the timeline: newest first over all tables, by a signed cursor; never an OFFSET, never a count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from accounts.history.sources import Source, Wanted, all_sources

_NEWER, _OLDER = "newer", "older"
_ORDER = ("told_at", "told_by", "told_row")


class Key(NamedTuple):
    """One entry: when, in which table, which row."""

    at: datetime
    source: str
    row: int


@dataclass(frozen=True)
class Page:
    """Entries newest first, and the cursors of the pages before and after; None where there is nothing."""

    keys: list[Key]
    newer: str | None
    older: str | None


def page(wanted: Wanted, *, cursor: str = "", size: int = 50) -> Page:
    """The page at the cursor in one query; the newest one without a cursor, or with one that is not ours."""
    signer = signing.Signer(salt=f"accounts.history:{wanted!r}")
    direction, at = _read(signer, cursor)
    keys = _keys(wanted, direction, at, size + 1)
    more, keys = len(keys) > size, keys[:size]
    if direction == _NEWER:
        if not more:
            return page(wanted, size=size)
        keys.reverse()
    elif at and not keys:
        return page(wanted, size=size)
    # The row at the cursor of an older page stands on the newer one.
    newer = _write(signer, _NEWER, keys[0]) if at else None
    older = _write(signer, _OLDER, keys[-1]) if more or direction == _NEWER else None
    return Page(keys, newer, older)


def every(wanted: Wanted, *, chunk: int) -> Iterator[list[Key]]:
    """All entries, oldest first, in chunks read from a cursor of the database: memory stays constant."""
    rows = _union([told for source in all_sources().values() if (told := _told(source, wanted)) is not None])
    held: list[Key] = []
    if rows is None:
        return
    for row in rows.order_by(*_ORDER).iterator(chunk_size=chunk):
        held.append(Key(*row))
        if len(held) == chunk:
            yield held
            held = []
    if held:
        yield held


def _keys(wanted: Wanted, direction: str, at: Key | None, limit: int) -> list[Key]:
    """Each table gives its own first few from its index; the few are put in order."""
    sign = "-" if direction == _OLDER else ""
    parts = []
    for source in all_sources().values():
        rows = source.rows(wanted)
        if rows is not None:
            rows = rows.filter(_beyond(source, direction, at)) if at else rows
            parts.append(source.told(rows).order_by(f"{sign}{source.at}", f"{sign}{source.pk}")[:limit])
    union = _union(parts)
    # One table alone is in order already.
    if union is not None and len(parts) > 1:
        union = union.order_by(*(f"{sign}{name}" for name in _ORDER))[:limit]
    return [Key(*row) for row in union or ()]


def _told(source: Source, wanted: Wanted) -> "QuerySet[Any, Any] | None":
    rows = source.rows(wanted)
    return None if rows is None else source.told(rows.order_by())


def _union(parts: "list[QuerySet[Any, Any]]") -> "QuerySet[Any, Any] | None":
    return parts[0].union(*parts[1:], all=True) if parts else None


def _beyond(source: Source, direction: str, at: Key) -> Any:
    """What comes after the key in this table: all rows of one moment are ordered by table, then by row."""
    older = direction == _OLDER
    if source.key == at.source:
        comparison = TupleLessThan if older else TupleGreaterThan
        return comparison(Tuple(source.at, source.pk), (at.at, at.row))
    same_moment_too = (source.key < at.source) == older
    return Q(**{f"{source.at}__{'lt' if older else 'gt'}{'e' if same_moment_too else ''}": at.at})


def _write(signer: signing.Signer, direction: str, key: Key) -> str:
    return signer.sign_object([direction, key.at.isoformat(), key.source, key.row])


def _read(signer: signing.Signer, cursor: str) -> tuple[str, Key | None]:
    try:
        direction, at, source, row = signer.unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        return _OLDER, None
    return direction, Key(datetime.fromisoformat(at), source, row)
