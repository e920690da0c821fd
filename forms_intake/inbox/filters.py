"""What the inbox is asked to show, as it stands in its address: bookmarked, saved, shared, and never an error."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from catalog.models import Branch
from forms_intake.enums import Flag, FormType, LarkStatus, WorkStatus
from forms_intake.inbox import words
from school.text import clean

ME, NONE = "me", "none"
# No name, no number and no list of words is longer.
LONGEST_SEARCH = 200
# Cleaning takes time; nothing sensible is longer.
_LONGEST_WORD = 2_000
# A date as people write it.
_WRITTEN = re.compile(r"^(\d\d)/(\d\d)/(\d{4})$")
_YEARS = range(2000, 2101)
# Longer than any word but a search can be.
_LONGEST_CHOICE = 60
# Of a word that could not be used, so much is said; and of so many that are no filters.
_SHOWN, _MOST_UNKNOWN = 20, 3
_PLACE = "cursor"
# What school.keyset seals, a long name twice in it.
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,1000}")


class View(TextChoices):
    """The lists in the rail: which slips a person works through."""

    OPEN = "open", pgettext_lazy("inbox", "To do")
    MINE = "mine", pgettext_lazy("inbox", "Mine")
    LATE = "late", pgettext_lazy("inbox", "Reply overdue")
    WAITING = "waiting", pgettext_lazy("inbox", "Waiting for the parent")
    FAILED = "failed", pgettext_lazy("inbox", "Lark failed")
    DONE = "done", pgettext_lazy("inbox", "Finished")
    SPAM = "spam", pgettext_lazy("inbox", "Possible spam")
    ARCHIVED = "archived", pgettext_lazy("inbox", "Archived")
    ALL = "all", pgettext_lazy("inbox", "All slips")


class Order(TextChoices):
    """What stands first."""

    NEWEST = "newest", pgettext_lazy("inbox order", "Newest first")
    DUE = "due", pgettext_lazy("inbox order", "Soonest promise first")
    NAME = "name", pgettext_lazy("inbox order", "By given name")


class Layout(TextChoices):
    """One list, or a column for each work status."""

    LIST = "list", pgettext_lazy("inbox layout", "List")
    BOARD = "board", pgettext_lazy("inbox layout", "Columns")


_CHOICES: Mapping[str, type[TextChoices]] = {
    "view": View,
    "form_type": FormType,
    "work_status": WorkStatus,
    "flag": Flag,
    "delivery": LarkStatus,
    "order": Order,
    "layout": Layout,
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """One list of the inbox. An empty word filters nothing; `problems` are sentences about what was left out."""

    view: str = View.OPEN.value
    form_type: str = ""
    work_status: str = ""
    flag: str = ""
    branch: str = ""  # its code, or "none"
    assignee: str = ""  # "me", "none" or the number of an account
    delivery: str = ""
    since: date | None = None  # days of the school, both included
    until: date | None = None
    q: str = ""
    order: str = Order.NEWEST.value
    layout: str = Layout.LIST.value
    problems: tuple[str | Promise, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, given: QueryDict) -> "Filters":
        """The filters of an address; never raises. Costs a question each for a branch and for an assignee."""
        return _Reading(given).filters()

    def query(self) -> str:
        """The same filters as the query string of an address: always in one order, without what goes without saying."""
        found = QueryDict(mutable=True)
        for name, value in self.words().items():
            found[name] = value
        return found.urlencode()

    def words(self) -> dict[str, str]:
        """What differs from the default, as it stands in the address."""
        given = {name: getattr(self, name) for name in _DEFAULTS}
        return {name: str(value) for name, value in given.items() if value not in (_DEFAULTS[name], None)}

    def changed(self, **given: Any) -> "Filters":
        """The same list with something else about it; what was wrong with the address is forgotten."""
        return replace(self, **{"problems": ()} | given)

    def lost(self) -> "Filters":
        """The same list, when the place in it that the address names is none."""
        problem = _("The address names a place that this list does not have. Its beginning is shown.")
        return replace(self, problems=(*self.problems, problem))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view is chosen."""
        return bool(self.words().keys() - {"view", "order", "layout"})


_DEFAULTS: Mapping[str, object] = {each.name: each.default for each in fields(Filters) if each.compare}


def cursor_of(given: QueryDict) -> str:
    """The place in the list; empty for what cannot be one."""
    cursor = given.get(_PLACE, "")
    return cursor if _CURSOR.fullmatch(cursor) else ""


def carried(given: QueryDict) -> str:
    """The list's part of an address, for every other address of a page: they repeat it, so nothing else and no more.

    Asks the database nothing: a filter that does not exist (any more) goes along, and the list says so.
    """
    words = {name: given.get(name, "") for name in _DEFAULTS if len(given.get(name, "")) <= _LONGEST_CHOICE}
    words |= {"q": given.get("q", "")[:LONGEST_SEARCH], _PLACE: cursor_of(given)}
    found = QueryDict(mutable=True)
    found.update({name: word for name, word in words.items() if word})
    return found.urlencode()


class _Reading:
    """One address on its way to filters, and what was wrong with it."""

    def __init__(self, given: QueryDict) -> None:
        self.given = {name: clean(given.get(name, "")[:_LONGEST_WORD]) for name in _DEFAULTS}
        self.unknown = [name for name in given if given[name] and name not in (*_DEFAULTS, _PLACE)]
        self.is_cut = len(given.get("q", "")) > LONGEST_SEARCH
        self.problems: list[str | Promise] = []

    def filters(self) -> Filters:
        found: dict[str, Any] = {name: self.choice(name, choices) for name, choices in _CHOICES.items()}
        found |= {"branch": self.branch(), "assignee": self.assignee(), "q": self.search()}
        found |= {"since": self.day("since"), "until": self.day("until")}
        self.check_days(found["since"], found["until"])
        self.check_names()
        return Filters(**found, problems=tuple(dict.fromkeys(self.problems)))

    def choice(self, name: str, choices: type[TextChoices]) -> str:
        word = self.given[name]
        if word and word not in choices.values:
            message = _("The address asks for “%(word)s”, which does not exist (any more). It was left out.")
            self.problems.append(message % {"word": word[:_SHOWN]})
            word = ""
        return word or str(_DEFAULTS[name])

    def branch(self) -> str:
        word = self.given["branch"]
        if not word or word == NONE or Branch.objects.filter(code=word).exists():
            return word
        self.problems.append(_("The branch of this filter does not exist any more. Slips of all branches are shown."))
        return ""

    def assignee(self) -> str:
        word = self.given["assignee"]
        if word in ("", ME, NONE):
            return word
        found = (
            User.objects.filter(pk=int(word)).first()
            if word.isascii() and word.isdecimal() and len(word) < 10
            else None
        )
        if found is None:
            self.problems.append(_("The account of this filter does not exist any more. Slips of everybody are shown."))
            return ""
        if found.is_archived or not found.is_active:
            self.problems.append(
                _("%(name)s does not work here any more. These slips need somebody else.") % {"name": found.name}
            )
        return str(found.pk)

    def day(self, name: str) -> date | None:
        word = self.given[name]
        with suppress(ValueError):
            found = date.fromisoformat(_WRITTEN.sub(r"\3-\2-\1", word)) if word else None
            if found is None or found.year in _YEARS:
                return found
        self.problems.append(_("“%(word)s” is not a date like 21/08/2026. It was left out.") % {"word": word[:_SHOWN]})
        return None

    def check_names(self) -> None:
        for name in self.unknown[:_MOST_UNKNOWN]:
            word = clean(name[:_SHOWN])
            self.problems.append(_("The address has “%(word)s”, which is no filter. It was left out.") % {"word": word})

    def check_days(self, since: date | None, until: date | None) -> None:
        if since and until and since > until:
            self.problems.append(_("The first day is after the last day: nothing can be found between them."))

    def search(self) -> str:
        word = self.given["q"][:LONGEST_SEARCH].strip()
        if self.is_cut:
            self.problems.append(_("The search was too long. Only its beginning was used."))
        if word and not (words.terms(word) or words.mailboxes(word)):
            self.problems.append(
                _("There is nothing to search for in signs alone. Type a name, a number or a reference.")
            )
        return word
