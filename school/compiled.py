"""Queries that are asked so often that making their SQL anew each time costs more than their answer."""

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


class Compiled(Generic[M]):
    """The SQL of a sample query, made once; every call asks the database anew, with other values than the sample's.

    Answers come as PostgreSQL has them: a column whose field makes something else of them, as JSON, comes as stored.
    """

    def __init__(self, sample: Callable[[], QuerySet[M, Any]]) -> None:
        self._sample, self._made = sample, ("", ())

    def rows(self, values: Mapping[Hashable, Any] = MappingProxyType({})) -> list[tuple[Any, ...]]:
        """The answer, with these values in the places of the sample's, which must be found nowhere else in it."""
        sql, sample = self._made if self._made[0] else self._make()
        own = [values.get(value, value) if isinstance(value, Hashable) else value for value in sample]
        with connection.cursor() as cursor:
            cursor.execute(sql, own)
            return list(cursor.fetchall())

    def _make(self) -> tuple[str, tuple[Any, ...]]:
        compiler: SQLCompiler = self._sample().query.get_compiler(connection=connection)
        sql, sample = compiler.as_sql()
        self._made = (str(sql), tuple(sample))
        return self._made
