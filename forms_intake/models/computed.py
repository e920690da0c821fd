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
    """Given name first, then the rest, without marks; people of the same letters by their marks."""
    given_first = r"regexp_replace(student_name_folded, '^(.*) ([^ ]+)$', '\2 \1')"
    return _computed(f"{given_first} || ' ' || student_name", models.TextField(db_collation="C"))
