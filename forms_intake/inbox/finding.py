"""How the slips of one list are found in bounded time, however many slips there are.

Left to itself, PostgreSQL answers "the newest fifty with this word" by walking the newest slips until it has fifty: at
once for a frequent word, after seconds for a rare one. So it is asked twice. First among the next few thousand of the
order, which one index bounds. Only when these do not fill the page is what is asked for rare, and few enough to be
fetched through the index of words and facets and then sorted.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)

from accounts.models import User
from catalog.models import Branch
from forms_intake.inbox import conditions
from forms_intake.inbox.filters import Filters, Order
from forms_intake.inbox.search import Search, estimated
from forms_intake.models import Submission
from forms_intake.models.submission import COMPUTED

# Walking so many costs about as much as fetching what is too rare to be found among them.
WINDOW = 4_000
_WALKS = 2
_DOWN, _UP = (TupleGreaterThan, TupleLessThanOrEqual), (TupleLessThan, TupleGreaterThanOrEqual)
ORDERS: Mapping[str, tuple[str, ...]] = {
    Order.NEWEST: ("-submitted_at", "-id"),
    Order.DUE: ("due_key", "id"),
    Order.NAME: ("name_key", "id"),
}

# Each of these would be made anew for each of fifty slips, and no row shows them.
_SEEN_OF_OTHERS: Mapping[str, tuple[type[Model], frozenset[str]]] = {
    "branch": (Branch, frozenset({"id", "code", "name"})),
    "assignee": (User, frozenset({"id", "name", "email", "image"})),
}
_UNSEEN_OF_OTHERS = [
    f"{way}__{field.name}"
    for way, (model, seen) in _SEEN_OF_OTHERS.items()
    for field in model._meta.concrete_fields
    if field.name not in seen
]


class Asked:
    """One list, asked for in both ways."""

    def __init__(self, filters: Filters, reader: User) -> None:
        self.order = ORDERS[filters.order]
        self.search = Search(filters.q) if filters.q else None
        self.where = conditions.of(filters, reader)

    @property
    def is_walk(self) -> bool:
        """Whether the index of the order alone has the answer."""
        return self.search is None and not self.where.others and self.where.bounds == self.where.rest

    def walked(self) -> QuerySet[Submission]:
        """All slips along which the walk goes."""
        return Submission.objects.filter(**self.where.lead, **self.where.bounds)

    def along(self) -> QuerySet[Submission]:
        """The slips of the list among those."""
        found = _with(self.shown().filter(**self.where.lead, **self.where.rest), self.where.others)
        return self.search.compared(found) if self.search else found

    @cached_property
    def by_facets(self) -> QuerySet[Submission]:
        """The slips of the list through the index of words and facets."""
        found = _with(self.shown().filter(**self.where.rest), self.where.facets)
        return self.search.rare(found) if self.search else found

    def about(self) -> int:
        """How many slips are in the list, roughly."""
        found = _with(Submission.objects.filter(**self.where.rest), self.where.facets)
        return self.search.about(found) if self.search else estimated(found)

    def shown(self) -> QuerySet[Submission]:
        """Slips as a row shows them: what is kept apart is not even read."""
        unseen = {*COMPUTED, "sensitive", "search_text", "ip_hash"} - {self.order[0].removeprefix("-")}
        return Submission.objects.select_related("branch", "assignee").defer(None).defer(*unseen, *_UNSEEN_OF_OTHERS)

    def take(self, beyond: list[Any], order_by: list[str], limit: int) -> list[Submission]:
        """The first slips of the list beyond a place in it."""
        along = self.along().order_by(*self._led(order_by))
        if self.is_walk:
            return list(along.filter(*beyond)[:limit])
        found: list[Submission] = []
        start = beyond
        for _walk in range(_WALKS):
            before, onward = self._edge(start, order_by)
            found += along.filter(*start, *before)[: limit - len(found)]
            if len(found) == limit or not before:
                return found
            # As many once more would fill the page; where there are fewer, few are left to be gathered.
            if 2 * len(found) < limit:
                break
            start = onward
        return self._rare(beyond, order_by, limit)

    def first_of_each(self, column: str, limit: int, *, is_few: bool) -> list[Submission]:
        """The first so many with each value of the column: of all slips of a list of few, else of those on the walk."""
        place = f"row_number() OVER (PARTITION BY {column} ORDER BY {_sql(self.order)}) AS place"
        numbered = f"SELECT id, {place} FROM found"  # noqa: S608 - names of ours
        tail = f"SELECT id FROM ({numbered}) AS numbered WHERE place <= {limit} ORDER BY place"  # noqa: S608 - as above
        return self._sorted(self.by_facets if is_few else self._met(), [*_names(self.order), column], tail)

    def _met(self) -> QuerySet[Submission]:
        """The slips of the list that the first walk meets."""
        before, _onward = self._edge([], self.order)
        return self.along().filter(*before)

    def _edge(self, beyond: list[Any], order_by: Sequence[str]) -> tuple[list[Any], list[Any]]:
        """Before where the walk ends, and onward from there; nothing where there are no slips beyond."""
        names = _names(order_by)
        walked = self.walked().filter(*beyond).order_by(*self._led(order_by))
        last = walked.values_list(*names)[WINDOW : WINDOW + 1]
        before, onward = _DOWN if order_by[0].startswith("-") else _UP
        sides = (([before(Tuple(*names), values)], [onward(Tuple(*names), values)]) for values in last)
        return next(sides, ([], []))

    def _led(self, order_by: Sequence[str]) -> list[str]:
        """With an empty lead named first: PostgreSQL knows that a value keeps an index's order, not that NULL does."""
        empty = [f"{name.removesuffix('__isnull')}_id" for name in self.where.lead if name.endswith("__isnull")]
        return [*(name if order_by[0].startswith("-") else f"-{name}" for name in empty), *order_by]

    def _rare(self, beyond: list[Any], order_by: list[str], limit: int) -> list[Submission]:
        tail = f"SELECT id FROM found ORDER BY {_sql(order_by)} LIMIT {limit}"  # noqa: S608 - names of ours
        return self._sorted(self.by_facets.filter(*beyond), _names(order_by), tail)

    def _sorted(self, rows: QuerySet[Submission], columns: Sequence[str], tail: str) -> list[Submission]:
        """All of the rows, sorted afterwards: PostgreSQL may not take the order for a reason to walk."""
        inner, values = rows.order_by().values_list(*columns).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"WITH found ({', '.join(columns)}) AS MATERIALIZED ({inner}) {tail}", values)
            ids = [pk for (pk,) in cursor.fetchall()]
        by_id = self.shown().in_bulk(ids)
        return [by_id[pk] for pk in ids if pk in by_id]


def _with(found: QuerySet[Submission], facets: list[str]) -> QuerySet[Submission]:
    return found.filter(facets__contains=facets) if facets else found


def _names(order_by: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order_by]


def _sql(order_by: Sequence[str]) -> str:
    return ", ".join(f"{name.removeprefix('-')}{' DESC' if name.startswith('-') else ''}" for name in order_by)
