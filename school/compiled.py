"""Look-ups and INSERTs that every slip needs, with their SQL made once.

Django builds the SQL of a query anew each time, which costs about 0.4 ms: more than PostgreSQL needs to answer it. A
slip asks four such questions (docs/slips-quality.md). The text of the question is kept, the answer never is.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Field, Model, QuerySet
from django.db.models.query import get_related_populators

# Fields, and no others made of them, whose values psycopg takes as they are.
_STORED_AS_THEY_ARE = frozenset(
    {
        models.CharField,
        models.DateField,
        models.DateTimeField,
        models.EmailField,
        models.ForeignKey,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.TextField,
        models.UUIDField,
    }
)

M = TypeVar("M", bound=Model)


class _Shape(NamedTuple):
    """How rows become objects: which columns are the model's own, which those of others, and what is converted."""

    model: Any
    names: list[str]
    own: slice
    related: Sequence[Any]
    annotations: Mapping[str, int]
    converters: Mapping[int, Any]


class Compiled(Generic[M]):
    """The SQL of a sample query, made once; every call asks the database anew, with other values than the sample's.

    Answers come as PostgreSQL has them: a column whose field makes something else of them, as JSON, comes as stored.
    """

    def __init__(self, sample: Callable[[], QuerySet[M, Any]]) -> None:
        self._sample = sample

    def rows(self, values: Mapping[Hashable, Any] = MappingProxyType({})) -> list[tuple[Any, ...]]:
        """The answer, with these values in the places of the sample's, which must be found nowhere else in it."""
        _, sql, sample = self._made
        own = [values.get(value, value) if isinstance(value, Hashable) else value for value in sample]
        with connection.cursor() as cursor:
            cursor.execute(sql, own)
            return list(cursor.fetchall())

    def objects(self, values: Mapping[Hashable, Any] = MappingProxyType({})) -> list[M]:
        """The answer as Django would make objects of it, with what the sample selects and annotates."""
        shape, found = self._shape, []
        for row in self._made[0].apply_converters(self.rows(values), shape.converters):
            one = shape.model.from_db(connection.alias, shape.names, row[shape.own])
            for fill in shape.related:
                fill.populate(row, one)
            for name, at in shape.annotations.items():
                setattr(one, name, row[at])
            found.append(one)
        return found

    @cached_property
    def _shape(self) -> _Shape:
        compiler = self._made[0]
        described = compiler.klass_info
        place = described["select_fields"]
        return _Shape(
            model=described["model"],
            names=[compiler.select[at][0].target.attname for at in place],
            own=slice(place[0], place[-1] + 1),
            related=get_related_populators(described, compiler.select, connection.alias),  # type: ignore[call-arg]  # the stubs describe a newer Django
            annotations=compiler.annotation_col_map,
            converters=compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]]),
        )

    # At the first call and not before: modules name their samples before the database is known.
    @cached_property
    def _made(self) -> tuple[Any, str, tuple[Any, ...]]:
        # One value: of two threads that ask first at the same time, each keeps its own three together.
        compiler = self._sample().query.get_compiler(connection=connection)
        sql, sample = compiler.as_sql()
        return compiler, str(sql), tuple(sample)


class Insert(Generic[M]):
    """The INSERT of new rows as Django would make it, with its SQL made once; without signals.

    Values are stored as the rows have them: what `auto_now` or an expression would make of one is not looked at.
    """

    def __init__(self, model: type[M], ending: str = "") -> None:
        self._model, self._ending = model, ending

    def store(self, rows: Sequence[M]) -> list[tuple[Any, ...]]:
        """One round trip for all rows, none for no row; what the ending gives back."""
        if not rows:
            return []
        start, places = self._made
        values = [
            prepare(getattr(row, name), connection) if prepare else getattr(row, name)
            for row in rows
            for name, prepare in self._columns
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"{start}{', '.join([places] * len(rows))} {self._ending}", values)
            return list(cursor.fetchall()) if cursor.description else []

    @cached_property
    def _columns(self) -> list[tuple[str, Callable[..., Any] | None]]:
        return [
            (field.attname, None if type(field) in _STORED_AS_THEY_ARE else field.get_db_prep_save)
            for field in self._fields
        ]

    @cached_property
    def _fields(self) -> "list[Field[Any, Any]]":
        return [field for field in self._model._meta.concrete_fields if not (field.primary_key or field.generated)]

    @cached_property
    def _made(self) -> tuple[str, str]:
        quoted = connection.ops.quote_name
        names = ", ".join(quoted(str(field.column)) for field in self._fields)
        places = ", ".join(_place(field) for field in self._fields)
        table = quoted(self._model._meta.db_table)
        return f"INSERT INTO {table} ({names}) VALUES ", f"({places})"  # noqa: S608 - names of our own models


def _place(field: "Field[Any, Any]") -> str:
    """Arrays say what they are arrays of, which cannot be seen from an empty one."""
    return f"%s::{field.db_type(connection)}" if isinstance(field, ArrayField) else "%s"
