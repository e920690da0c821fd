"""Entries as the timeline and the export show them: a bounded number of queries for any number of entries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pghistory.models
from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.history import hooks, names, origins, words
from accounts.history.changes import Change, Row, Table
from accounts.history.kinds import Kind
from accounts.history.names import Names, Reference
from accounts.history.origins import Origin
from accounts.history.sources import ACCOUNTS, READS, Events, all_sources
from accounts.history.timeline import Key
from accounts.models import AccountEvent, User
from accounts.sessions.devices import described
from school.models import SensitiveRead


@dataclass
class Entry:
    """One thing that happened."""

    at: datetime
    kind: str
    origin: Origin
    model: type[Model] | None = None
    pk: str = ""
    changes: list[Change] = field(default_factory=list)
    what: str = ""
    name: str = ""
    who: str = ""
    through: str = ""
    address: str = ""
    # The same at every look, for what a page gives it by name.
    key: str = ""

    @property
    def kind_words(self) -> str:
        """What happened, in words."""
        return str(Kind(self.kind).label)

    @property
    def table(self) -> str:
        """The table in words."""
        return str(self.model._meta.verbose_name) if self.model else ""

    @property
    def label(self) -> str:
        """The table's name in addresses."""
        return self.model._meta.label if self.model else ""


@dataclass
class _Half:
    """An entry whose names are not known yet."""

    key: Key
    entry: Entry
    table: Table | None = None
    row: Row = field(default_factory=dict)
    before: Row | None = None

    def references(self) -> Iterator[Reference]:
        origin = self.entry.origin
        yield from ((User, str(pk)) for pk in (origin.person, origin.impersonator) if pk is not None)
        if self.entry.model and self.entry.pk:
            yield self.entry.model, self.entry.pk
        if self.table:
            yield from self.table.references(self.row, self.before)


def told(keys: Iterable[Key]) -> list[Entry]:
    """The entries of the keys in their order; a row that was purged meanwhile is left out."""
    keys = list(keys)
    halves = {half.key: half for half in _halves(keys)}
    known = Names(reference for half in halves.values() for reference in half.references())
    for half in halves.values():
        _finish(half, known)
    return [halves[key].entry for key in keys if key in halves]


def _halves(keys: list[Key]) -> Iterator[_Half]:
    by_source: dict[str, dict[int, Key]] = defaultdict(dict)
    for key in keys:
        by_source[key.source][key.row] = key
    sources = all_sources()
    contexts: dict[Any, Origin] = {}
    for name, rows in by_source.items():
        source = sources[name]
        if source is READS:
            yield from _reads(rows)
        elif source is ACCOUNTS:
            yield from _account_events(rows)
        elif isinstance(source, Events):
            yield from _events(Table(source.model), rows, contexts)


def _events(table: Table, keys: dict[int, Key], contexts: dict[Any, Origin]) -> Iterator[_Half]:
    rows = table.rows(keys)
    _read_contexts({row["pgh_context_id"] for row, _before in rows}, contexts)
    for row, before in rows:
        key = keys[row["pgh_id"]]
        origin = contexts.get(row["pgh_context_id"]) or origins.outside()
        entry = Entry(key.at, row["pgh_label"], origin, table.about, str(row["pgh_obj_id"]))
        yield _Half(key, entry, table, row, before)


def _read_contexts(ids: set[Any], known: dict[Any, Origin]) -> None:
    missing = ids - known.keys() - {None}
    rows = pghistory.models.Context.objects.filter(pk__in=missing).values_list("pk", "metadata") if missing else ()
    known.update({pk: origins.from_context(metadata) for pk, metadata in rows})


def _reads(keys: dict[int, Key]) -> Iterator[_Half]:
    for read in SensitiveRead.objects.filter(pk__in=keys):
        origin = Origin(read.reader_id, read.impersonated_by_id, _("the administration"), read.address or "")
        entry = Entry(read.read_at, Kind.READ, origin, _model(read.label), read.object_pk)
        entry.what = _field_label(read.label, read.field)
        yield _Half(keys[read.pk], entry)


def _account_events(keys: dict[int, Key]) -> Iterator[_Half]:
    for event in AccountEvent.objects.filter(pk__in=keys):
        browser = described(event.user_agent) if event.user_agent else ""
        origin = Origin(event.by_id, None, "", event.address or "", browser, event.request_id)
        model, pk = (User, str(event.person_id)) if event.person_id else (None, "")
        entry = Entry(event.happened_at, Kind.ACCOUNT, origin, model, pk)
        detail = f" ({words.detail(event.detail)})" if event.detail else ""
        entry.what = f"{event.get_kind_display()}{detail}"
        yield _Half(keys[event.pk], entry)


def _finish(half: _Half, known: Names) -> None:
    entry, origin = half.entry, half.entry.origin
    entry.key = f"{half.key.source}-{half.key.row}"
    if entry.model and entry.pk:
        entry.name = known.of(entry.model, entry.pk, _was_called(half))
        entry.address = names.address(entry.model, entry.pk) if known.is_there(entry.model, entry.pk) else ""
    entry.who = known.of(User, origin.person) if origin.person else ""
    entry.through = known.of(User, origin.impersonator) if origin.impersonator else ""
    if half.table:
        entry.changes = list(half.table.changes(half.row, half.before, known))


def _was_called(half: _Half) -> str:
    """The name in the history row itself, as far as its columns tell it."""
    if not half.table or not half.entry.model:
        return ""
    paths = [path for path in hooks.name_paths(half.entry.model) if path in half.row]
    return names.said(half.entry.model, ((path, half.row[path]) for path in paths))


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field_label(label: str, name: str) -> str:
    say = hooks.words_of(f"{label}.{name}")
    return say(name) if say else words.plain(name)
