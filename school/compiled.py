"""Look-ups that every slip needs, with their SQL made once.

Django builds the SQL of a query anew each time, which costs about 0.4 ms: more than PostgreSQL needs to answer it. A
slip asks four such questions (docs/slips-quality.md). The text of the question is kept, the answer never is.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class Compiled(Generic[M]):
    """The SQL of a sample query, made once; every call asks the database anew, with other values than the sample's.

    Answers come as PostgreSQL has them: a column whose field makes something else of them, as JSON, comes as stored.
    """

    def __init__(self, sample: Callable[[], QuerySet[M, Any]]) -> None:
        self._sample = sample

    def rows(self, values: Mapping[Hashable, Any] = MappingProxyType({})) -> list[tuple[Any, ...]]:
        """The answer, with these values in the places of the sample's, which must be found nowhere else in it."""
        sql, sample = self._made
        own = [values.get(value, value) if isinstance(value, Hashable) else value for value in sample]
        with connection.cursor() as cursor:
            cursor.execute(sql, own)
            return list(cursor.fetchall())

    # At the first call and not before: modules name their samples before the database is known.
    @cached_property
    def _made(self) -> tuple[str, tuple[Any, ...]]:
        sql, sample = self._sample().query.get_compiler(connection=connection).as_sql()
        return str(sql), tuple(sample)
