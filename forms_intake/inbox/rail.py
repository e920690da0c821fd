"""The rail: the views that everybody has, each with a lamp when it needs somebody, and those that people have saved."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forms_intake.inbox import choices
from forms_intake.inbox.filters import Filters, View

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What will be in a list that has nothing now.
_EMPTY: "dict[str, StrOrPromise]" = {
    View.OPEN: _("Everything has been dealt with. New slips appear here by themselves."),
    View.MINE: _("Slips that you take, or that are given to you, appear here."),
    View.LATE: _("Nobody waits longer than promised. Slips whose reply is overdue appear here."),
    View.WAITING: _("Slips that wait for the family's answer appear here."),
    View.FAILED: _("Everything has reached Lark, or is on its way. What needs a person appears here."),
    View.DONE: _("Slips that are finished appear here."),
    View.SPAM: _("Slips that look like spam are kept here, until somebody has looked at them."),
    View.ARCHIVED: _("Archived slips are kept here, and can be restored."),
    View.ALL: _("Slips appear here as soon as somebody sends one."),
}


@dataclass(frozen=True)
class Tab:
    """One line of the rail."""

    label: str
    address: str
    is_current: bool
    has_lamp: bool


def tabs(filters: Filters, lamps: Collection[str]) -> list[Tab]:
    """The views of the inbox. One keeps order and layout of the page, and no filter of another view."""
    return [_tab(View(value), filters, lamps) for value in View.values]


def _tab(view: View, filters: Filters, lamps: Collection[str]) -> Tab:
    address = choices.address(bare(filters.changed(view=view.value)))
    return Tab(str(view.label), address, filters.view == view and not filters.is_narrowed, view in lamps)


def bare(filters: Filters) -> Filters:
    """The view alone, as the page shows it: nothing is filtered."""
    return Filters(view=filters.view, order=filters.order, layout=filters.layout)


def empty(filters: Filters) -> str:
    """What to say where nothing is found."""
    if filters.is_narrowed:
        return str(_("No slip fits. Leave out a filter, or look under All slips."))
    return str(_EMPTY[filters.view])
