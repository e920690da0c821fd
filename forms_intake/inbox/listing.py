"""The slips that a list of the inbox shows: a page at a time, in bounded time (finding says how)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from accounts.models import User
from forms_intake.enums import LarkStatus, WorkStatus
from forms_intake.inbox.filters import ME, Filters, View
from forms_intake.inbox.finding import ORDERS, Asked
from forms_intake.models import Submission
from forms_intake.models.computed import Shelf
from school import clock, keyset

SIZE, COLUMN = 50, 25
# A board of so few slips is fetched at once and parted afterwards. Of more, the columns share one walk, and only those
# that it does not fill look for themselves.
FEW = 10_000
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
    return _page(filters, reader, Asked(filters, reader).take, cursor, size)


def is_place(filters: Filters, *, reader: User, cursor: str) -> bool:
    """Whether the cursor is one of this list, so that `page` does not begin anew."""
    return keyset.is_place(Submission, order=ORDERS[filters.order], cursor=cursor, filters=_bound_to(filters, reader))


def board(filters: Filters, *, reader: User, size: int = COLUMN) -> list[tuple[WorkStatus, keyset.Page[Submission]]]:
    """The first page of each work status that can occur in this list."""
    statuses = [status for status in _COLUMNS.get(filters.view, tuple(WorkStatus)) if _is_wanted(status, filters)]
    lists = [(status, filters.changed(work_status=status.value)) for status in statuses]
    asked = Asked(filters, reader)
    is_few = asked.about() <= FEW
    found: dict[str, list[Submission]] = {status: [] for status in WorkStatus}
    for row in asked.first_of_each("work_status", size + 1, is_few=is_few):
        found[row.work_status].append(row)

    def column(status: WorkStatus, one: Filters) -> keyset.Page[Submission]:
        if is_few or len(found[status]) > size:
            return _page(one, reader, lambda *_asked: found[status], None, size)
        return page(one, reader=reader, cursor=None, size=size)

    return [(status, column(status, one)) for status, one in lists]


def rows(filters: Filters, *, reader: User) -> QuerySet[Submission]:
    """The whole selection in its order, for whoever reads all of it."""
    asked = Asked(filters, reader)
    return asked.by_facets.order_by(*asked.order)


def alerts(reader: User) -> frozenset[str]:
    """The views with a lamp in the rail that have any slip in them."""
    kept = Submission.objects.filter(shelf__in=[Shelf.OPEN, Shelf.DONE])
    lamps: Mapping[str, QuerySet[Submission]] = {
        View.LATE: Submission.objects.filter(due_key__lt=clock.now()).order_by("due_key"),
        View.FAILED: kept.filter(lark_status=LarkStatus.FAILED).order_by("-submitted_at"),
    }
    # In an order that an index has: without one, PostgreSQL would read the table until it meets such a slip.
    return frozenset(str(view) for view, found in lamps.items() if found.values_list("pk")[:1])


def _page(
    filters: Filters, reader: User, take: keyset.Take[Submission], cursor: str | None, size: int
) -> keyset.Page[Submission]:
    order, bound = ORDERS[filters.order], _bound_to(filters, reader)
    return keyset.page(Submission.objects.all(), order=order, cursor=cursor, size=size, filters=bound, take=take)


def _bound_to(filters: Filters, reader: User) -> dict[str, str]:
    # Cursors of a list that is not about its reader are everybody's, so that all can share one answer (page.fragment).
    is_own = filters.view == View.MINE or filters.assignee == ME
    return filters.words() | ({"reader": str(reader.pk)} if is_own else {})


def _is_wanted(status: WorkStatus, filters: Filters) -> bool:
    return filters.work_status in ("", status)
