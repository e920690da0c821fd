"""What PostgreSQL works out for each slip, so that nothing that writes one can forget it.

Words and facets share one index: any search together with any filters is one look into it. Only questions use these
columns: they are read neither with a row nor after writing one.
"""

import string
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func

# The due key of a slip that nobody waits for: behind all others.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
# Stands before a number that is written backwards, so that its last digits find it; no typed word begins with it.
BACKWARDS = "~"


class Shelf(models.TextChoices):
    """Where a slip lies: in exactly one place."""

    OPEN = "open"
    DONE = "done"
    SPAM = "spam"
    ARCHIVED = "archived"


class Computed(models.GeneratedField):
    """A stored generated column that an INSERT does not send back."""

    db_returning = False  # type: ignore[assignment]  # django-stubs holds it for a constant


def _computed(sql: str, output_field: "models.Field[Any, Any]") -> Computed:
    return Computed(
        expression=Func(template=sql, output_field=output_field), output_field=output_field, db_persist=True
    )


# A percent sign would be read as a place for a parameter.
_SIGNS = "'{}' || chr(37)".format(string.punctuation.replace("%", "").replace("'", "''"))
_SHELF = (
    "CASE WHEN archived_at IS NOT NULL THEN 'archived' WHEN 'possible_spam' = ANY (flags) THEN 'spam'"
    " WHEN work_status IN ('done', 'declined', 'withdrawn') THEN 'done' ELSE 'open' END"
)


def search_words() -> Computed:
    """Every word of the search text, the number backwards, and the reference from each of its parts on."""
    names = (
        f"array_remove(string_to_array(translate(search_text, {_SIGNS}, '{' ' * len(string.punctuation)}'), ' '), '')"
    )
    number = f"'{BACKWARDS}' || reverse(contact_phone)"
    reference = (
        "lower(replace(reference, '-', '')), lower(replace(substr(reference, 4), '-', '')), lower(right(reference, 4))"
    )
    return _computed(f"array_to_tsvector({names} || ARRAY[{number}, {reference}])", SearchVectorField())


def facets() -> Computed:
    """What the inbox filters by, as words: flags, and kind:value for the rest."""
    kinds = [
        "'form:' || form_type::text",
        "'work:' || work_status::text",
        "'lark:' || lark_status::text",
        f"'shelf:' || {_SHELF}",
        "'branch:' || coalesce(branch_id::text, 'none')",
        "'assignee:' || coalesce(assignee_id::text, 'none')",
    ]
    return _computed(f"flags::text[] || ARRAY[{', '.join(kinds)}]", ArrayField(models.TextField()))


def shelf() -> Computed:
    """One of Shelf."""
    return _computed(_SHELF, models.CharField(max_length=8))


def due_key() -> Computed:
    """When the promised answer is due, while the sender waits for the office; else NEVER."""
    waits = f"work_status IN ('received', 'in_review') AND {_SHELF} = 'open'"
    never = f"'{NEVER:%Y-%m-%d %H:%M:%S}+00'::timestamptz"
    return _computed(f"CASE WHEN {waits} THEN coalesce(due_at, {never}) ELSE {never} END", models.DateTimeField())


def name_key() -> Computed:
    """Given name first, then the rest, as Vietnamese dictionaries sort: word by word, letters before tones.

    ă â ê ô ơ ư đ are letters of their own, behind the plain one: it and a sign that collation C has after z. A word's
    tone is a digit at its end; blanks stand before digits, and digits before letters. Marks of other languages count
    for nothing.
    """
    name = r"regexp_replace(lower(normalize(student_name, NFKD)), '^(.*[^ ]) +([^ ]+) *$', '\2 \1')"
    tones_last = rf"regexp_replace({name}, U&'([\0300\0309\0303\0301\0323])([^ ]*)', '\2\1', 'g')"
    letters = rf"translate({tones_last}, U&'\0306\0302\031b\0300\0309\0303\0301\0323', '{{|}}12345')"
    barred = f"regexp_replace({letters}, '[đðɖ]', 'd{{', 'g')"
    sql = rf"regexp_replace({barred}, U&'[\0300-\036f]', '', 'g')"
    return _computed(sql, models.TextField(db_collation="C"))
