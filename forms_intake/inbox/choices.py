"""The filters as controls of a form, and what is set as chips with a way to clear each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import User
from catalog.models import Branch
from forms_intake.enums import Flag, LarkStatus, WorkStatus
from forms_intake.inbox.filters import ME, NONE, Filters, Order
from forms_intake.inbox.rows import TYPES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# In the order of the form, and of the chips.
LABELS: "dict[str, StrOrPromise]" = {
    "form_type": pgettext_lazy("inbox filter", "Slip"),
    "work_status": pgettext_lazy("inbox filter", "Status"),
    "flag": pgettext_lazy("inbox filter", "Flag"),
    "branch": pgettext_lazy("inbox filter", "Branch"),
    "assignee": pgettext_lazy("inbox filter", "Assignee"),
    "delivery": pgettext_lazy("inbox filter", "Lark"),
    "since": pgettext_lazy("inbox filter", "From day"),
    "until": pgettext_lazy("inbox filter", "To day"),
    "order": pgettext_lazy("inbox filter", "Order"),
}


@dataclass(frozen=True)
class Field:
    """One control of the filter form."""

    name: str
    label: str
    value: str
    choices: list[tuple[str, str]]

    @property
    def options(self) -> SafeString:
        """The choices as HTML: a template takes longer over so many."""
        plain, chosen = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
        made = ((format_html(chosen if value == self.value else plain, value, words),) for value, words in self.choices)
        return format_html_join("", "{}", made)

    @property
    def is_date(self) -> bool:
        """Whether it is typed, not chosen."""
        return self.name in ("since", "until")


@dataclass(frozen=True)
class Chip:
    """One filter that is set, in words; `address` is the same list without it."""

    label: str
    words: str
    address: str


def fields(filters: Filters) -> list[Field]:
    """All controls, with what is chosen now; two queries."""
    return [_field(name, filters) for name in LABELS]


def _field(name: str, filters: Filters) -> Field:
    value = getattr(filters, name)
    return Field(name, str(LABELS[name]), str(value or ""), _choices(name, str(value or "")))


def _choices(name: str, chosen: str) -> list[tuple[str, str]]:
    if name in ("since", "until"):
        return []
    if name == "order":
        return [(value, str(label)) for value, label in Order.choices]
    anything = pgettext("inbox filter", "All")
    return [("", anything), *_values(name, chosen)]


def _values(name: str, chosen: str) -> list[tuple[str, str]]:
    if name == "branch":
        return _branches(chosen)
    if name == "assignee":
        return _people(chosen)
    words = {"form_type": TYPES.items(), "work_status": WorkStatus.choices, "flag": Flag.choices}
    return [(str(value), str(label)) for value, label in words.get(name, LarkStatus.choices)]


def _branches(chosen: str) -> list[tuple[str, str]]:
    """Those in use, and the chosen one even if it is archived: its slips are still there."""
    rows = Branch.objects.filter(Q(archived_at=None) | Q(code=chosen)).order_by("name").values_list("code", "name")
    return [*rows, (NONE, pgettext("inbox filter", "No branch"))]


def _people(chosen: str) -> list[tuple[str, str]]:
    """Colleagues by name, and the chosen one even if they have left."""
    office = User.objects.office().only("name", "email").order_by("name", "pk")
    people = [(str(row.pk), str(row)) for row in office]
    if chosen.isdecimal() and chosen not in dict(people):
        people += [(str(row.pk), str(row)) for row in User.objects.filter(pk=int(chosen))]
    mine = (ME, pgettext("inbox filter", "Me"))
    return [mine, (NONE, pgettext("inbox filter", "Nobody")), *people]


def chips(filters: Filters) -> list[Chip]:
    """What is set besides view, order and layout; the words of a branch or a person cost a query each."""
    return [Chip(label, words, _without(filters, names)) for label, words, names in _set(filters)]


def _set(filters: Filters) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if filters.q:
        yield pgettext("inbox filter", "Search"), f"“{filters.q}”", ("q",)
    for name, label in LABELS.items():
        value = getattr(filters, name)
        if name == "order" or not value:
            continue
        yield str(label), _words(name, value), (name,)


def _words(name: str, value: object) -> str:
    if name in ("since", "until"):
        return date_format(value, "d/m/Y")  # type: ignore[arg-type]  # of these two, a date
    return dict(_values(name, str(value))).get(str(value), str(value))


def _without(filters: Filters, names: tuple[str, ...]) -> str:
    return address(filters.changed(**{name: None if name in ("since", "until") else "" for name in names}))


def address(filters: Filters, cursor: str = "") -> str:
    """The address of this list, at this cursor."""
    query = "&".join(filter(None, [filters.query(), f"cursor={cursor}" if cursor else ""]))
    return reverse("inbox:list") + (f"?{query}" if query else "")
