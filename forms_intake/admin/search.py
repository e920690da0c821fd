"""Finding slips by what the office has at hand: a piece of a name, a telephone number, a piece of a reference."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from forms_intake.models import Submission
from forms_intake.references import ALPHABET, PREFIXES
from school.folding import fold, search_terms

_START = re.compile(rf"({'|'.join(PREFIXES.values())})(\d{{0,6}})([{ALPHABET}]{{0,4}})")
_END = re.compile(rf"(\d{{6}})?([{ALPHABET}]{{4}})")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.-]+(?=\d)")


def matching(rows: QuerySet[Submission], typed: str) -> QuerySet[Submission]:
    """Slips in which every word begins a word of the search text, or whose reference begins or ends like this."""
    return rows.alias(words=SearchVector("search_text", config="simple")).filter(
        _by_words(typed) | _by_reference(typed)
    )


def _by_words(typed: str) -> Q:
    # A number is one word of the search text, however it is grouped where it was copied from.
    terms = search_terms(_BETWEEN_DIGITS.sub("", fold(typed)))
    if not terms:
        return Q(pk=None)
    quoted = (term.replace("\\", "\\\\").replace("'", "''") for term in terms)
    query = " & ".join(f"'{term}':*" for term in quoted)
    return Q(words=SearchQuery(query, config="simple", search_type="raw"))


def _by_reference(typed: str) -> Q:
    """Any case, with or without hyphens; nothing for what cannot be a piece of one."""
    piece = re.sub(r"[\s-]", "", typed.upper())
    if found := _START.fullmatch(piece):
        return Q(reference__startswith="-".join(part for part in found.groups() if part))
    if found := _END.fullmatch(piece):
        return Q(reference__endswith="-".join(["", *(part for part in found.groups() if part)]))
    return Q(pk=None)
