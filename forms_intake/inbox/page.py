"""The page of the inbox: rail, list and, beside them, the slip that is open."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, cast

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.text import compress_string
from django.utils.translation import get_language

from accounts.models import User
from forms_intake.enums import WorkStatus
from forms_intake.inbox import choices, listing, promise, rail, rows
from forms_intake.inbox.filters import ME, Filters, Layout, View, cursor_of
from forms_intake.inbox.together import Together
from forms_intake.models import Submission
from school import clock
from school.keyset import Page


class _Look(NamedTuple):
    """What everybody sees who asks for the same list; beside it, the whole answer to whoever looked for all of them."""

    text: str
    lamps: frozenset[str]
    views: str
    # As it is sent: most readers get the same, and to compress it takes longer than all else that is asked for them.
    packed: bytes


_TOGETHER = Together[_Look]()


@dataclass(frozen=True)
class Column:
    """One list of slips with the addresses of its neighbours; a list page has one, a board one for each status."""

    key: str
    label: str
    items: list[rows.Item]
    newer: str
    older: str


def rendered(
    request: HttpRequest, *, opened: Submission | None = None, detail: dict[str, Any] | None = None
) -> HttpResponse:
    """The whole page. `opened` is marked in the list; `detail` is what templates/inbox/_detail.html needs of it."""
    filters = _asked(request)
    whole = {"opened": opened, "fields": choices.fields(filters), "layouts": _layouts(filters)}
    given = listed(request, filters) | rail_of(request, filters) | whole
    return render(request, "inbox/page.html", given | (detail or {}))


def _asked(request: HttpRequest) -> Filters:
    filters, reader = Filters.read(request.GET), cast(User, request.user)
    is_found = not request.GET.get("cursor") or listing.is_place(filters, reader=reader, cursor=_cursor(request))
    return filters if is_found else filters.lost()


def fragment(request: HttpRequest) -> HttpResponse:
    """What changes when slips do: list and lamps, which all who look at them now share, and the reader's own lists."""
    filters, reader, language = Filters.read(request.GET), cast(User, request.user), get_language()
    # Before the look: whoever waits for it gives the connection back, and needs none afterwards.
    kept, jobs = tuple(rail.saved_tabs(filters, reader)), rail.jobs(reader)

    def look() -> _Look:
        text, lamps = _rows(request, filters), listing.alerts(reader)
        views = _views(filters, lamps, kept, jobs, language)
        return _Look(text, lamps, views, _packed(text + views) if _unpacks(request) else b"")

    found = _TOGETHER((filters, filters.problems, _cursor(request), language, _whose(request, filters)), look)
    views = _views(filters, found.lamps, kept, jobs, language)
    if found.packed and views == found.views and _unpacks(request):
        answer = HttpResponse(found.packed, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    else:
        answer = HttpResponse(found.text + views)
    # The address without empty words: what is copied from the bar is short.
    answer.headers["HX-Push-Url"] = choices.address(filters, _cursor(request))
    return answer


def _unpacks(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _packed(text: str) -> bytes:
    """As Django's middleware would, with its random bytes: one reader's looks follow each other, and share nothing."""
    return compress_string(text.encode(), max_random_bytes=GZipMiddleware.max_random_bytes)


def rail_of(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """What the rail says to this reader."""
    reader = cast(User, request.user)
    return _rail(filters, listing.alerts(reader), rail.saved_tabs(filters, reader), rail.jobs(reader))


def _rail(filters: Filters, lamps: Collection[str], kept: Collection[rail.SavedTab], jobs: rail.Jobs) -> dict[str, Any]:
    address = rail.save_address(filters, kept)
    return {"tabs": rail.tabs(filters, lamps), "saved_tabs": kept, "save_address": address, "jobs": jobs}


def _rows(request: HttpRequest, filters: Filters) -> str:
    return render_to_string("inbox/_rows.html", listed(request, filters))


# Made of its arguments and of nothing else, so that the same ones always have the same answer.
@lru_cache(maxsize=500)
def _views(
    filters: Filters,
    lamps: frozenset[str],
    kept: tuple[rail.SavedTab, ...],
    jobs: rail.Jobs,
    _language: str | None,
) -> str:
    return render_to_string("inbox/_views.html", _rail(filters, lamps, kept, jobs))


def listed(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """What the list says: the same to everybody of one role who asks for it."""
    watch, cursor = promise.Watch(clock.now()), _cursor(request)
    opens, closes = watch.window()
    return {
        "filters": filters,
        "query": filters.query(),
        "title": View(filters.view).label,
        "chips": choices.chips(filters),
        "columns": columns(request, filters, cursor, watch),
        "address": choices.address(filters, cursor),
        "clear_address": choices.address(rail.bare(filters)),
        "empty": rail.empty(filters),
        "is_board": filters.layout == Layout.BOARD,
        "now": clock.at_school(watch.now),
        "opens_in": int((opens - watch.now).total_seconds()),
        "closes_in": int((closes - watch.now).total_seconds()),
        "sprite": static("school/icons.svg"),
    }


def _whose(request: HttpRequest, filters: Filters) -> str:
    """Who sees the same list: everybody of a role, or nobody else where it is about the reader."""
    reader = cast(User, request.user)
    is_own = filters.view == View.MINE or filters.assignee == ME
    return str(reader.pk) if is_own else reader.role


def _cursor(request: HttpRequest) -> str:
    return cursor_of(request.GET)


def columns(request: HttpRequest, filters: Filters, cursor: str, watch: promise.Watch) -> list[Column]:
    """The list as one column, the board as several; of a board that is asked for one status, that one."""
    reader = cast(User, request.user)
    if filters.layout == Layout.BOARD and not filters.work_status:
        found: list[tuple[str, Page[Submission]]] = [*listing.board(filters, reader=reader)]
    else:
        found = [(filters.work_status, listing.page(filters, reader=reader, cursor=cursor))]
    # All at once: what rows ask the database is asked once for all columns.
    said = iter(rows.items((row for _status, page in found for row in page.items), watch))
    return [_column(filters, status, page, list(islice(said, len(page.items)))) for status, page in found]


def _column(filters: Filters, status: str, found: Page[Submission], items: list[rows.Item]) -> Column:
    one = filters.changed(work_status=status)
    newer, older = (choices.address(one, cursor) if cursor else "" for cursor in (found.newer, found.older))
    label = str(WorkStatus(status).label) if status else ""
    return Column(status or "all", label, items, newer, older)


def _layouts(filters: Filters) -> list[tuple[str, str, str, bool]]:
    return [
        (value, str(label), choices.address(filters.changed(layout=value)), filters.layout == value)
        for value, label in Layout.choices
    ]
