"""Slips by what somebody typed into a search box of the office (inbox.words says how it is read)."""

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, QuerySet

from forms_intake.deliveries import letters
from forms_intake.inbox import words
from forms_intake.models import Submission


class _Question(SearchQuery):
    """A tsquery as it stands: its words are those of the column already, and no parser may take them apart."""

    template = "(%(expressions)s)::tsquery"


def matching(rows: QuerySet[Submission], typed: str) -> QuerySet[Submission]:
    """Slips in which every word is found; none when there is nothing to search for."""
    terms = words.terms(typed)
    return _asked(rows, typed, terms, terms)


def rare(rows: QuerySet[Submission], typed: str) -> QuerySet[Submission]:
    """The same slips, by an index that is asked only for what it finds few of; the rest is compared slip by slip."""
    terms = words.terms(typed)
    return _asked(rows, typed, terms, words.narrowing(terms) or terms)


def _asked(
    rows: QuerySet[Submission], typed: str, terms: list[words.Term], by_index: list[words.Term]
) -> QuerySet[Submission]:
    mailboxes = words.mailboxes(typed)
    if not terms and not mailboxes:
        return rows.none()
    for address in mailboxes:
        rows = rows.filter(pk__in=Submission.objects.of_mailbox(letters.mailbox(address)).values("pk"))
    if terms:
        rows = rows.filter(search_words=_Question(words.question(by_index), search_type="raw"))
    if len(by_index) < len(terms):
        # An expression, which no index knows.
        compared = Func(F("search_words"), function="strip", output_field=SearchVectorField())
        rows = rows.alias(compared=compared).filter(compared=_Question(words.question(terms), search_type="raw"))
    return rows
