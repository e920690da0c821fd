"""The tables that the timeline is made of, each told in the same columns: at, source, row."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import pghistory.models
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.history.kinds import Kind
from accounts.models import AccountEvent, User
from school.models import SensitiveRead


@dataclass(frozen=True)
class Wanted:
    """What the timeline is asked for; nothing means everything. `until` is exclusive, `row` is an id as text."""

    person: int | None = None
    table: type[Model] | None = None
    row: str = ""
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Source:
    """One table; `at` and `pk` name its columns for time and order."""

    key: str
    model: type[Model]
    at: str
    pk: str
    kinds: frozenset[str]
    about: type[Model] | None = field(default=None)

    def rows(self, wanted: Wanted) -> "QuerySet[Any] | None":
        """The rows that are wanted; None when this table holds none of them."""
        if wanted.kind and wanted.kind.value not in self.kinds:
            return None
        if wanted.table and self.about and wanted.table is not self.about:
            return None
        rows: QuerySet[Any] = QuerySet(self.model).filter(_within(self.at, wanted))
        return self._narrowed(rows, wanted)

    def _narrowed(self, rows: "QuerySet[Any]", wanted: Wanted) -> "QuerySet[Any] | None":
        raise NotImplementedError

    def told(self, rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
        """The three columns by which entries of all tables are put in order."""
        key, row = Value(self.key, CharField()), Cast(self.pk, BigIntegerField())
        told: QuerySet[Any, Any] = rows.annotate(told_at=F(self.at), told_by=key, told_row=row)
        return told.values_list("told_at", "told_by", "told_row")


class Events(Source):
    """A history table, written by the database."""

    def _narrowed(self, rows: "QuerySet[Any]", wanted: Wanted) -> "QuerySet[Any] | None":
        if wanted.row:
            try:
                rows = rows.filter(pgh_obj=typed(self.about, wanted.row))
            except ValidationError:
                return None
        if wanted.kind:
            rows = rows.filter(pgh_label=wanted.kind.value)
        if wanted.person is not None:
            rows = rows.filter(pgh_context_id__in=_contexts_of(wanted.person))
        return rows


class Reads(Source):
    """Who looked at sensitive answers."""

    def _narrowed(self, rows: "QuerySet[Any]", wanted: Wanted) -> "QuerySet[Any] | None":
        if wanted.table:
            rows = rows.filter(label=wanted.table._meta.label)
        if wanted.row:
            rows = rows.filter(object_pk=wanted.row)
        if wanted.person is not None:
            rows = rows.filter(Q(reader=wanted.person) | Q(impersonated_by=wanted.person))
        return rows


class Accounts(Source):
    """What happened to accounts beside their columns."""

    def _narrowed(self, rows: "QuerySet[Any]", wanted: Wanted) -> "QuerySet[Any] | None":
        if wanted.row:
            try:
                rows = rows.filter(person=typed(User, wanted.row))
            except ValidationError:
                return None
        return rows if wanted.person is None else rows.filter(by=wanted.person)


READS = Reads("reads", SensitiveRead, "read_at", "pk", frozenset({Kind.READ.value}))
ACCOUNTS = Accounts("accounts", AccountEvent, "happened_at", "pk", frozenset({Kind.ACCOUNT.value}), User)
_LABELS = frozenset({Kind.INSERT.value, Kind.UPDATE.value, Kind.DELETE.value})


@cache
def all_sources() -> dict[str, Source]:
    """Every table by its key; history tables are found, so that a new one needs no entry here."""
    found = [READS, ACCOUNTS]
    for model in apps.get_models():
        if about := getattr(model, "pgh_tracked_model", None):
            found.append(Events(about._meta.label, model, "pgh_created_at", "pgh_id", _LABELS, about))
    return {source.key: source for source in sorted(found, key=lambda source: source.key)}


def tables() -> list[type[Model]]:
    """The tables that have a history, by name."""
    found = [source.about for source in all_sources().values() if isinstance(source, Events) and source.about]
    return sorted(found, key=lambda model: str(model._meta.verbose_name))


def _within(column: str, wanted: Wanted) -> Q:
    bounds = Q()
    if wanted.since:
        bounds &= Q(**{f"{column}__gte": wanted.since})
    if wanted.until:
        bounds &= Q(**{f"{column}__lt": wanted.until})
    return bounds


def _contexts_of(person: int) -> "QuerySet[Any, Any]":
    """Contexts of what the person did, in their own name or in somebody else's."""
    own, through = Q(metadata__user=person), Q(metadata__impersonated_by=person, metadata__has_key="impersonated_by")
    return pghistory.models.Context.objects.filter(own | through).values("pk")


def typed(model: "type[Model] | None", text: str) -> Any:
    """The id as the table's own type; ValidationError when it is none, or too large for the column."""
    assert model is not None  # noqa: S101 - a history table is always about one
    column = model._meta.pk
    return column.clean(text, None)
