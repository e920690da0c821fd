"""The rail: the views that everybody has, each with a lamp when it needs somebody, and those that people have saved."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forms_intake.inbox import choices, saved
from forms_intake.inbox.filters import Filters, View
from forms_intake.models import SavedView, Task
from school import clock
from school.compiled import Compiled

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MOST_JOBS = 99
_SAMPLE = -1
# Asked by every inbox that looks anew.
_DUE = Compiled(
    lambda: Task.objects.open().filter(assignee=_SAMPLE).order_by("due_on").only("due_on")[: _MOST_JOBS + 1]
)
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


@dataclass(frozen=True)
class SavedTab:
    """One saved list in the rail; `edit` is the address where it is changed, of the list that is shown now."""

    label: str
    address: str
    is_current: bool
    edit: str


@dataclass(frozen=True)
class Jobs:
    """How many tasks wait for the reader, and whether one is overdue."""

    count: int = 0
    is_late: bool = False

    @property
    def figure(self) -> str:
        """As it stands in the rail; nothing when there is none."""
        return f"{_MOST_JOBS}+" if self.count > _MOST_JOBS else str(self.count or "")


def jobs(reader: User) -> Jobs:
    """Of the reader's own open tasks; counts no further than it says."""
    due = [task.due_on for task in _DUE.objects({_SAMPLE: reader.pk})]
    return Jobs(len(due), bool(due) and due[0] < clock.today())


def saved_tabs(filters: Filters, reader: User) -> list[SavedTab]:
    """The lists that the reader has saved, and those that colleagues share; one query."""
    return [_saved_tab(view, filters.changed(q="").query()) for view in saved.shown_to(reader)]


def _saved_tab(view: SavedView, shown: str) -> SavedTab:
    is_current = view.query == shown
    edit = reverse("inbox:view", args=[view.pk]) if is_current else ""
    return SavedTab(view.name, f"{reverse('inbox:list')}?{view.query}", is_current, edit)


def save_address(filters: Filters, kept: Collection[SavedTab]) -> str:
    """Where this list is kept under a name; nowhere when it is kept already, or is one that everybody has."""
    own = filters.changed(q="")
    if not own.is_narrowed or any(tab.is_current for tab in kept):
        return ""
    return f"{reverse('inbox:view_new')}?{own.query()}"


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
