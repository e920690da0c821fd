"""The page of the inbox: rail, list and, beside them, the slip that is open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

from forms_intake.enums import WorkStatus
from forms_intake.inbox import choices, listing, promise, rail, rows
from forms_intake.inbox.filters import Filters, Layout, View
from forms_intake.models import Submission
from school import clock
from school.keyset import Page


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
    filters = Filters.read(request.GET)
    whole = {"opened": opened, "fields": choices.fields(filters)}
    return render(request, "inbox/page.html", shown(request, filters) | whole | (detail or {}))


def shown(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """What rail and list say, the same for everybody of one role who asks for this list."""
    watch, cursor = promise.Watch(clock.now()), request.GET.get("cursor") or ""
    opens, closes = watch.window()
    return {
        "filters": filters,
        "query": filters.query(),
        "title": View(filters.view).label,
        "tabs": rail.tabs(filters, listing.alerts(request.user)),
        "chips": choices.chips(filters),
        "columns": columns(request, filters, cursor),
        "address": choices.address(filters, cursor),
        "clear_address": choices.address(rail.bare(filters)),
        "empty": rail.empty(filters),
        "is_board": filters.layout == Layout.BOARD,
        "layouts": _layouts(filters),
        "now": clock.at_school(watch.now),
        "opens_in": int((opens - watch.now).total_seconds()),
        "closes_in": int((closes - watch.now).total_seconds()),
        "sprite": static("school/icons.svg"),
    }


def columns(request: HttpRequest, filters: Filters, cursor: str) -> list[Column]:
    """The list as one column, the board as several; of a board that is asked for one status, that one."""
    if filters.layout == Layout.BOARD and not filters.work_status:
        return [_column(filters, status, found) for status, found in listing.board(filters, reader=request.user)]
    found = listing.page(filters, reader=request.user, cursor=cursor)
    return [_column(filters, filters.work_status, found)]


def _column(filters: Filters, status: str, found: Page[Submission]) -> Column:
    one = filters.changed(work_status=status)
    newer, older = (choices.address(one, cursor) if cursor else "" for cursor in (found.newer, found.older))
    label = str(WorkStatus(status).label) if status else ""
    return Column(status or "all", label, rows.items(found.items), newer, older)


def _layouts(filters: Filters) -> list[tuple[str, str, str, bool]]:
    return [
        (value, str(label), choices.address(filters.changed(layout=value)), filters.layout == value)
        for value, label in Layout.choices
    ]
