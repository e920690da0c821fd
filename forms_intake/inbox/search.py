"""Slips by what somebody typed into a search box of the office (inbox.words says how it is read)."""

import json
from functools import cached_property

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, QuerySet

from forms_intake.deliveries import letters
from forms_intake.inbox import words
from forms_intake.models import Submission

# To fetch a slip and compare its words costs as much as to gather so many that have a certain beginning of a word.
_GATHERED = 5
_SAMPLE = 300


class _Question(SearchQuery):
    """A tsquery as it stands: its words are those of the column already, and no parser may take them apart."""

    template = "(%(expressions)s)::tsquery"


def matching(rows: QuerySet[Submission], typed: str) -> QuerySet[Submission]:
    """Slips in which every word is found; none when there is nothing to search for."""
    return Search(typed).matching(rows)


def estimated(rows: QuerySet[Submission]) -> int:
    """How many there are by the statistics that PostgreSQL keeps; none is read for it."""
    (plan,) = json.loads(rows.order_by().values("pk").explain(format="json"))
    return int(plan["Plan"]["Plan Rows"])


class Search:
    """One search, asked for in the way that costs least where it is asked."""

    def __init__(self, typed: str) -> None:
        self.terms, self.mailboxes = words.terms(typed), words.mailboxes(typed)

    def matching(self, rows: QuerySet[Submission]) -> QuerySet[Submission]:
        """As PostgreSQL likes it."""
        return self._mailed(_with(rows, self.terms))

    def compared(self, rows: QuerySet[Submission]) -> QuerySet[Submission]:
        """Slip by slip, for a walk: PostgreSQL would rather gather all that have a certain beginning of a word."""
        return self._mailed(_compared(rows, self.terms))

    def rare(self, rows: QuerySet[Submission]) -> QuerySet[Submission]:
        """For when there are few: the index is not asked for beginnings that many more slips have than the rest."""
        asked, left = self._finished(rows), []
        every = estimated(Submission.objects.all()) if self._shares else 0
        for term, share in self._shares.items():
            if estimated(asked) * _GATHERED < share * every:
                left.append(term)
            else:
                asked = _with(asked, [term])
        return _compared(asked, left)

    def about(self, rows: QuerySet[Submission]) -> int:
        """How many will be found, roughly."""
        found = float(estimated(self._finished(rows)))
        for share in self._shares.values():
            found *= share
        return int(found)

    @cached_property
    def _shares(self) -> dict[words.Term, float]:
        """How many slips have each beginning of a word, by the newest of them: statistics know whole words only."""
        growing = {f"has{number}": term for number, term in enumerate(self.terms) if not term.is_whole}
        if not growing:
            return {}
        has = {
            name: ExpressionWrapper(Q(search_words=_question([term])), output_field=BooleanField())
            for name, term in growing.items()
        }
        sample = list(Submission.objects.order_by("-submitted_at", "-id").annotate(**has).values(*growing)[:_SAMPLE])
        counted = {term: sum(row[name] for row in sample) for name, term in growing.items()}
        return {term: (counted[term] + 1) / (len(sample) + 1) for term in sorted(counted, key=lambda one: counted[one])}

    def _finished(self, rows: QuerySet[Submission]) -> QuerySet[Submission]:
        return self._mailed(_with(rows, [term for term in self.terms if term.is_whole]))

    def _mailed(self, rows: QuerySet[Submission]) -> QuerySet[Submission]:
        for address in self.mailboxes:
            rows = rows.filter(pk__in=Submission.objects.of_mailbox(letters.mailbox(address)).values("pk"))
        return rows if self.terms or self.mailboxes else rows.none()


def _with(rows: QuerySet[Submission], terms: list[words.Term]) -> QuerySet[Submission]:
    return rows.filter(search_words=_question(terms)) if terms else rows


def _compared(rows: QuerySet[Submission], terms: list[words.Term]) -> QuerySet[Submission]:
    # An expression, which no index knows.
    plain = Func(F("search_words"), function="strip", output_field=SearchVectorField())
    return rows.alias(plain=plain).filter(plain=_question(terms)) if terms else rows


def _question(terms: list[words.Term]) -> _Question:
    return _Question(words.question(terms), search_type="raw")
