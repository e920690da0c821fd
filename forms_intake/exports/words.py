"""What an export holds, in words: the list of the inbox, its filters, the columns."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms_intake.inbox import choices
from forms_intake.inbox.filters import Filters, View
from forms_intake.models import Export


def filters_of(export: Export) -> Filters:
    """What was asked for, as the inbox reads it now."""
    return Filters.read(QueryDict(export.query)).changed(q=export.search)


def of_filters(filters: Filters) -> list[tuple[str, str]]:
    """(label, value) of the list and of everything that narrows it."""
    shown = (pgettext("export", "List"), str(View(filters.view).label))
    return [shown, *((chip.label, chip.words) for chip in choices.chips(filters))]


def of_export(export: Export) -> list[tuple[str, str]]:
    """The same of a file; what was searched for is known only as long as the file is."""
    told = of_filters(filters_of(export))
    if export.has_search and not export.search:
        told.append((pgettext("inbox filter", "Search"), _("yes, in words that are no longer kept")))
    return told


def in_line(export: Export) -> str:
    """The same in one line."""
    return "; ".join(f"{label}: {value}" for label, value in of_export(export))


def title() -> str:
    """What the sheet and the file are called."""
    return pgettext("export", "Slips")
