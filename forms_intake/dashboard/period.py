"""Which days and which branch the dashboard shows, as they stand in its address; never an error."""

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Branch
from school import clock
from school.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

USUAL, MOST_DAYS = 30, 366
# Longer ones are drawn by weeks: nobody can tell a hundred bars apart.
MOST_BY_DAY = 92
PERIODS: "dict[int, StrOrPromise]" = {
    7: pgettext_lazy("period", "7 days"),
    30: pgettext_lazy("period", "30 days"),
    90: pgettext_lazy("period", "90 days"),
    365: pgettext_lazy("period", "12 months"),
}
_YEARS = range(2000, 2101)
# Dates as people write them, besides those that browsers send.
_WRITTEN = re.compile(r"^(\d\d)/(\d\d)/(\d{4})$")
_LONGEST_WORD = 100


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days of the school, both included. `length` is that of a usual period, none for days that somebody chose."""

    since: date
    until: date
    length: int | None = None
    branch: Branch | None = None
    problems: "tuple[StrOrPromise, ...]" = field(default=(), compare=False)

    @property
    def is_by_week(self) -> bool:
        """Whether a bar is a week."""
        return (self.until - self.since).days >= MOST_BY_DAY

    def starts(self) -> list[date]:
        """The first days of all bars; a week has that of its Monday, even before the period."""
        if self.is_by_week:
            return self.weeks()
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days + 1)]

    def weeks(self) -> list[date]:
        """The Mondays of all weeks that the period touches."""
        first = monday(self.since)
        return [first + timedelta(weeks=number) for number in range((self.until - first).days // 7 + 1)]

    def query(self) -> str:
        """The same as the query string of an address; without what goes without saying."""
        words = QueryDict(mutable=True)
        if self.length is None:
            words.update({"since": self.since.isoformat(), "until": self.until.isoformat()})
        elif self.length != USUAL:
            words["period"] = str(self.length)
        if self.branch:
            words["branch"] = self.branch.code
        return words.urlencode()


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def read(given: QueryDict) -> Period:
    """The period of an address; what could not be used is told in a sentence. Asks the database for a branch."""
    problems: list[StrOrPromise] = []
    branch = _branch(_word(given, "branch"), problems)
    chosen = _chosen(given, problems)
    found = chosen or usual(_length(_word(given, "period"), problems))
    return replace(found, branch=branch, problems=tuple(problems))


def usual(length: int, *, branch: Branch | None = None) -> Period:
    """So many days up to today."""
    today = clock.today()
    return Period(since=today - timedelta(days=length - 1), until=today, length=length, branch=branch)


def _word(given: QueryDict, name: str) -> str:
    return clean(given.get(name, "")[:_LONGEST_WORD])


def _length(word: str, problems: "list[StrOrPromise]") -> int:
    for length in PERIODS:
        if word in ("", str(length)):
            return length if word else USUAL
    problems.append(_("This period does not exist. The last 30 days are shown."))
    return USUAL


def _branch(code: str, problems: "list[StrOrPromise]") -> Branch | None:
    found = Branch.objects.filter(code=code).first() if code else None
    if code and not found:
        problems.append(_("This branch does not exist (any more). All branches are shown."))
    return found


def _chosen(given: QueryDict, problems: "list[StrOrPromise]") -> Period | None:
    """From when to when, where somebody chose that; a day that is left out is the outermost one."""
    first, last = _day(_word(given, "since"), problems), _day(_word(given, "until"), problems)
    if not first and not last:
        return None
    until = min(last or clock.today(), clock.today())
    since = first or until - timedelta(days=USUAL - 1)
    if since > until:
        problems.append(_("The first day is after the last day. The last 30 days are shown."))
        return None
    if (until - since).days >= MOST_DAYS:
        problems.append(_("That is more than a year. The last twelve months of it are shown."))
        since = until - timedelta(days=MOST_DAYS - 1)
    return Period(since=since, until=until)


def _day(word: str, problems: "list[StrOrPromise]") -> date | None:
    if not word:
        return None
    with suppress(ValueError):
        found = date.fromisoformat(_WRITTEN.sub(r"\3-\2-\1", word))
        if found.year in _YEARS:
            return found
    # Translated when it is shown.
    problems.append(_("A day that was typed is not a date like 21/08/2026. It was left out."))
    return None
