"""The slips that a list of the inbox shows: a page at a time, in bounded time however many there are.

Left to itself, PostgreSQL answers "the newest fifty with this word" by walking the newest slips until it has fifty: at
once for a frequent word, after seconds for a rare one. So it is asked twice. First among the next few thousand of the
order, which one index bounds. Only when these do not fill the page is what is asked for rare, and few enough to be
fetched through the index of words and facets and then sorted.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from accounts.models import User
from forms_intake.enums import LarkStatus, WorkStatus
from forms_intake.inbox import conditions, search
from forms_intake.inbox.filters import ME, Filters, Order, View
from forms_intake.models import Submission
from forms_intake.models.computed import Shelf
from forms_intake.models.submission import COMPUTED
from school import clock, keyset

SIZE, COLUMN = 50, 25
# Walking so many costs about as much as fetching what is too rare to be found among them.
WINDOW = 4_000
ORDERS: Mapping[str, tuple[str, ...]] = {
    Order.NEWEST: ("-submitted_at", "-id"),
    Order.DUE: ("due_key", "id"),
    Order.NAME: ("name_key", "id"),
}
_OPEN = (WorkStatus.RECEIVED, WorkStatus.IN_REVIEW, WorkStatus.NEEDS_INFO, WorkStatus.APPROVED)
# The columns of the board; a view that is not here has them all.
_COLUMNS: Mapping[str, Sequence[WorkStatus]] = {
    View.OPEN: _OPEN,
    View.MINE: _OPEN,
    View.LATE: (WorkStatus.RECEIVED, WorkStatus.IN_REVIEW),
    View.WAITING: (WorkStatus.NEEDS_INFO,),
    View.DONE: (WorkStatus.DONE, WorkStatus.DECLINED, WorkStatus.WITHDRAWN),
}


def page(filters: Filters, *, reader: User, cursor: str | None, size: int = SIZE) -> keyset.Page[Submission]:
    """The page at the cursor; the first one without a cursor, and with one of another list or a tampered one."""
    asked = _Asked(filters, reader)
    # Cursors of a list that is not about its reader are everybody's, so that all can share one answer (page.fragment).
    is_own = filters.view == View.MINE or filters.assignee == ME
    bound = filters.words() | ({"reader": str(reader.pk)} if is_own else {})
    take = partial(_take, asked)
    return keyset.page(asked.shown(), order=asked.order, cursor=cursor, size=size, filters=bound, take=take)


def board(filters: Filters, *, reader: User, size: int = COLUMN) -> list[tuple[WorkStatus, keyset.Page[Submission]]]:
    """The first page of each work status that can occur in this list."""
    statuses = [status for status in _COLUMNS.get(filters.view, tuple(WorkStatus)) if _is_wanted(status, filters)]
    lists = [(status, filters.changed(work_status=status.value)) for status in statuses]
    return [(status, page(one, reader=reader, cursor=None, size=size)) for status, one in lists]


def rows(filters: Filters, *, reader: User) -> QuerySet[Submission]:
    """The whole selection in its order, for whoever reads all of it."""
    return _Asked(filters, reader).by_facets().order_by(*ORDERS[filters.order])


def alerts(reader: User) -> frozenset[str]:
    """The views with a lamp in the rail that have any slip in them."""
    kept = Submission.objects.filter(shelf__in=[Shelf.OPEN, Shelf.DONE])
    lamps: Mapping[str, QuerySet[Submission]] = {
        View.LATE: Submission.objects.filter(due_key__lt=clock.now()).order_by("due_key"),
        View.FAILED: kept.filter(lark_status=LarkStatus.FAILED).order_by("-submitted_at"),
    }
    # In an order that an index has: without one, PostgreSQL would read the table until it meets such a slip.
    return frozenset(str(view) for view, found in lamps.items() if found.values_list("pk")[:1])


def _is_wanted(status: WorkStatus, filters: Filters) -> bool:
    return filters.work_status in ("", status)


class _Asked:
    """One list, asked for in both ways."""

    def __init__(self, filters: Filters, reader: User) -> None:
        self.q, self.order = filters.q, ORDERS[filters.order]
        self.where = conditions.of(filters, reader)

    @property
    def is_walk(self) -> bool:
        """Whether the index of the order alone has the answer."""
        return not self.q and not self.where.others and self.where.bounds == self.where.rest

    def walked(self) -> QuerySet[Submission]:
        """All slips along which the walk goes."""
        return Submission.objects.filter(**self.where.lead, **self.where.bounds)

    def along(self) -> QuerySet[Submission]:
        """The slips of the list among those."""
        found = _with(self.shown().filter(**self.where.lead, **self.where.rest), self.where.others)
        return search.matching(found, self.q) if self.q else found

    def by_facets(self) -> QuerySet[Submission]:
        """The slips of the list through the index of words and facets."""
        found = _with(self.shown().filter(**self.where.rest), self.where.facets)
        return search.rare(found, self.q) if self.q else found

    def shown(self) -> QuerySet[Submission]:
        """Slips as a row shows them: what is kept apart is not even read."""
        unseen = {*COMPUTED, "sensitive", "search_text", "ip_hash"} - {self.order[0].removeprefix("-")}
        return Submission.objects.select_related("branch", "assignee").defer(None).defer(*unseen)


def _with(found: QuerySet[Submission], facets: list[str]) -> QuerySet[Submission]:
    return found.filter(facets__contains=facets) if facets else found


def _take(asked: _Asked, beyond: list[Any], order_by: list[str], limit: int) -> list[Submission]:
    """The first slips of the list beyond a place in it."""
    along = asked.along().filter(*beyond).order_by(*order_by)
    if asked.is_walk:
        return list(along[:limit])
    if (edge := _edge(asked, beyond, order_by)) is None:
        return list(along[:limit])
    found = list(along.filter(edge)[:limit])
    return found if len(found) == limit else _rare(asked, beyond, order_by, limit)


def _edge(asked: _Asked, beyond: list[Any], order_by: list[str]) -> TupleLessThan | TupleGreaterThan | None:
    """Before where the walk ends; None where there are no slips beyond."""
    names = [name.removeprefix("-") for name in order_by]
    last = asked.walked().filter(*beyond).order_by(*order_by).values_list(*names)[WINDOW : WINDOW + 1]
    is_down = order_by[0].startswith("-")
    return next(((TupleGreaterThan if is_down else TupleLessThan)(Tuple(*names), values) for values in last), None)


def _rare(asked: _Asked, beyond: list[Any], order_by: list[str], limit: int) -> list[Submission]:
    """All that are beyond, sorted afterwards: PostgreSQL may not take the order for a reason to walk."""
    names = [name.removeprefix("-") for name in order_by]
    inner, values = asked.by_facets().filter(*beyond).order_by().values_list(*names).query.sql_with_params()
    columns = ", ".join(names)
    order = columns.replace(",", " DESC,") + " DESC" if order_by[0].startswith("-") else columns
    sql = f"WITH found ({columns}) AS MATERIALIZED ({inner}) SELECT id FROM found ORDER BY {order} LIMIT {limit}"  # noqa: S608 - names of ours, and what Django wrote
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        ids = [pk for (pk,) in cursor.fetchall()]
    by_id = asked.shown().in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]
