"""Finding rows of small tables by words without marks. Each row is folded as it is read: right for thousands."""

from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from school.folding import Folded, search_terms


def found_in(rows: QuerySet[Any], typed: str, *columns: str) -> QuerySet[Any]:
    """Rows that have every word somewhere in the columns."""
    terms = search_terms(typed)
    pieces = [piece for column in columns for piece in (Value(" "), column)]
    has_all = Q(*(Q(folded__contains=term) for term in terms))
    return rows.alias(folded=Folded(Concat(*pieces, output_field=TextField()))).filter(has_all) if terms else rows
