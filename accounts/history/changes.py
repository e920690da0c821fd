"""What one row of a history table changed: each column before and after, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, ForeignKey, Model, OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.history import hooks, words
from accounts.history.kinds import Kind
from accounts.history.names import Names, Reference
from school import encryption
from school.encryption import EncryptedJSONField

Row = dict[str, Any]
_RAW = "_raw"


@dataclass(frozen=True)
class Change:
    """One column, or one key of a JSON column."""

    label: str
    before: str
    after: str


class Table:
    """One history table: its columns, and its rows with the rows before them, in two queries."""

    def __init__(self, model: type[Model]) -> None:
        self.about: type[Model] = model.pgh_tracked_model  # type: ignore[attr-defined]  # pghistory's
        self._model = model
        own = {self.about._meta.pk.name} if self.about._meta.pk else set()
        self.fields: list[Any] = [
            field
            for field in model._meta.fields
            if not field.name.startswith("pgh_")
            and field.name not in own
            and not hooks.is_hidden(f"{self.about._meta.label}.{field.name}")
        ]
        self._encrypted = [field.name for field in self.fields if isinstance(field, EncryptedJSONField)]

    def rows(self, ids: Iterable[int]) -> list[tuple[Row, Row | None]]:
        """Each row with the state of the same object before it; None where none is known."""
        earlier = self._model._base_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
        last = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
        rows = list(self._plain().filter(pgh_id__in=list(ids)).annotate(pgh_before=last))
        before = {row["pgh_id"]: row for row in self._plain().filter(pgh_id__in={row["pgh_before"] for row in rows})}
        return [(row, before.get(row["pgh_before"])) for row in rows]

    def references(self, row: Row, before: Row | None) -> Iterator[Reference]:
        """The rows that its foreign keys name."""
        for field in self.fields:
            if isinstance(field, ForeignKey):
                for state in (row, before or {}):
                    if (pk := state.get(field.attname)) is not None:
                        yield field.related_model, str(pk)

    def changes(self, row: Row, before: Row | None, names: Names) -> Iterator[Change]:
        """The columns that differ; of a new row those that are filled, of a deleted one what it was."""
        label = row["pgh_label"]
        old: Row = {} if label == Kind.INSERT or before is None else before
        new: Row = row
        if label == Kind.DELETE:
            old, new = row, {}
        for field in self.fields:
            yield from self._told(field, old, new, names)

    def _told(self, field: Any, old: Row, new: Row, names: Names) -> Iterator[Change]:
        column, label = f"{self.about._meta.label}.{field.name}", str(field.verbose_name)
        before, after = old.get(self._slot(field)), new.get(self._slot(field))
        if field.name in self._encrypted:
            before, after = _opened(before), _opened(after)
        if before == after:
            return
        if words.is_secret(field):
            yield from _masked(label, before, after)
        elif isinstance(field, ForeignKey):
            yield Change(label, *(_name(names, field, pk) for pk in (before, after)))
        elif field.get_internal_type() == "JSONField":
            yield from _by_key(column, label, before, after)
        else:
            told = words.value(column, field, before), words.value(column, field, after)
            if told != (words.EMPTY, words.EMPTY):
                yield Change(label, *words.shortened(*told))

    def _slot(self, field: Any) -> str:
        return f"{field.name}{_RAW}" if field.name in self._encrypted else str(field.attname)

    def _plain(self) -> Any:
        """As plain values; what is encrypted comes as it is stored, because its key may be lost."""
        columns = [field.attname for field in self.fields if field.name not in self._encrypted]
        raw = {f"{name}{_RAW}": Cast(F(name), TextField()) for name in self._encrypted}
        rows = self._model._base_manager.annotate(**raw)
        return rows.values("pgh_id", "pgh_label", "pgh_obj_id", "pgh_context_id", *columns, *raw)


def _name(names: Names, field: Any, pk: Any) -> str:
    return words.EMPTY if pk is None else names.of(field.related_model, pk)


def _opened(token: str | None) -> Any:
    """For comparing only: the same value is encrypted differently each time it is saved."""
    try:
        return dict(encryption.decrypt(token)) if token else None
    except encryption.Undecryptable:
        return token


def _masked(label: str, before: Any, after: Any) -> Iterator[Change]:
    if before or after:
        yield Change(label, _("hidden") if before else words.EMPTY, _("hidden, changed") if after else words.EMPTY)


def _by_key(column: str, label: str, before: Any, after: Any) -> Iterator[Change]:
    old, new = words.by_key(column, before), words.by_key(column, after)
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key, ("", words.EMPTY)), new.get(key, ("", words.EMPTY))
        if was[1] != now[1]:
            name = now[0] or was[0]
            yield Change(f"{label}: {name}" if name else label, *words.shortened(was[1], now[1]))
