"""Filters of the inbox in the terms of the database: facets for the shared index, columns for those of the orders."""

from datetime import timedelta
from typing import Any, NamedTuple

from accounts.models import User
from catalog.models import Branch
from forms_intake.enums import LarkStatus, WorkStatus
from forms_intake.inbox.filters import ME, NONE, Filters, Order, View
from forms_intake.models.computed import Shelf
from forms_intake.models.submission import SELDOM
from school import clock

_SHELVES = {
    View.OPEN: Shelf.OPEN,
    View.MINE: Shelf.OPEN,
    View.LATE: Shelf.OPEN,
    View.WAITING: Shelf.OPEN,
    View.DONE: Shelf.DONE,
    View.SPAM: Shelf.SPAM,
    View.ARCHIVED: Shelf.ARCHIVED,
}
# By how much they narrow.
_LEADERS = {"assignee": "assignee", "branch": "branch", "lark": "lark_status", "work": "work_status"}
_LEADERS |= {"form": "form_type", "shelf": "shelf"}


class Conditions(NamedTuple):
    """What a slip must have.

    `lead` and `bounds` narrow the walk along the index of the order; `facets` are found through the other index, and
    `others` are those of them that the lead does not stand for.
    """

    lead: dict[str, Any]
    bounds: dict[str, Any]
    rest: dict[str, Any]
    facets: list[str]
    others: list[str]


def of(filters: Filters, reader: User) -> Conditions:
    """The conditions of one list for one reader. Costs a question for a branch."""
    wanted = _wanted(filters, reader)
    facets = [f"{kind}:{value}" for kind, value in wanted] + ([filters.flag] if filters.flag else [])
    rest: dict[str, Any] = {}
    if filters.view == View.FAILED:
        rest["shelf__in"] = [Shelf.OPEN, Shelf.DONE]
    if filters.view == View.LATE:
        rest["due_key__lt"] = clock.now()
    if filters.since:
        rest["submitted_at__gte"] = clock.on_school_day(filters.since)
    if filters.until:
        rest["submitted_at__lt"] = clock.on_school_day(filters.until + timedelta(days=1))
    column = {Order.NEWEST: "submitted_at", Order.DUE: "due_key", Order.NAME: "name_key"}[Order(filters.order)]
    bounds = {name: value for name, value in rest.items() if name.startswith(column)}
    leader, lead = _lead(wanted) if filters.order == Order.NEWEST else ("", {})
    return Conditions(lead, bounds, rest, facets, [facet for facet in facets if facet != leader])


def _wanted(filters: Filters, reader: User) -> list[tuple[str, str]]:
    found = [("shelf", _SHELVES[View(filters.view)].value)] if filters.view in _SHELVES else []
    found += [("form", filters.form_type), ("work", filters.work_status), ("lark", filters.delivery)]
    found.append(("branch", _branch(filters.branch)))
    found.append(("assignee", str(reader.pk) if filters.assignee == ME else filters.assignee))
    if filters.view == View.MINE:
        found.append(("assignee", str(reader.pk)))
    if filters.view == View.WAITING:
        found.append(("work", WorkStatus.NEEDS_INFO.value))
    if filters.view == View.FAILED:
        found.append(("lark", LarkStatus.FAILED.value))
    return [(kind, value) for kind, value in found if value]


def _branch(code: str) -> str:
    """The number behind a code; one that nothing has when the branch went away between two questions."""
    if not code or code == NONE:
        return code
    return str(Branch.objects.filter(code=code).values_list("pk", flat=True).first() or 0)


def _lead(wanted: list[tuple[str, str]]) -> tuple[str, dict[str, Any]]:
    """Of the facets whose index goes on in the order of time, the one that narrows most; with its column."""
    values = dict(wanted)
    if values.get("lark") == LarkStatus.SENT:
        # Nearly all are.
        del values["lark"]
    if values.get("work") not in SELDOM:
        # Open slips are few, and nearly all others are done.
        values.pop("work", None)
    for kind, column in _LEADERS.items():
        if value := values.get(kind):
            return f"{kind}:{value}", {f"{column}__isnull": True} if value == NONE else {column: value}
    return "", {}
