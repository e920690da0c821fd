"""A file on its way from page to page: a signed token names it, good for the page that it was chosen on alone."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core import signing

from forms_intake.enums import FileType
from forms_intake.models import Attachment
from school.retention import rules

# Of one field; more tokens than that come from no page of ours.
_MOST_TOKENS = 20


@dataclass(frozen=True)
class Page:
    """The page that asks for files: which slip, and the key that makes its sending harmless to repeat."""

    form_type: str
    key: uuid.UUID


@dataclass(frozen=True)
class Kept:
    """A file that was taken in: what the sender reads about it, and the token that brings it along."""

    name: str
    size: int
    token: str
    pk: int
    sha256: str = ""
    is_picture: bool = True


def of(row: Attachment, page: Page) -> Kept:
    """The file as this page speaks of it."""
    token = signing.dumps(row.pk, salt=_salt(page, row.field))
    return Kept(row.name, row.size, token, row.pk, row.sha256, row.content_type == FileType.JPEG)


def read(tokens: Sequence[str], page: Page, field: str) -> tuple[list[Kept], bool]:
    """The files behind the tokens, in their order, and whether one of them is gone or was never given out by us."""
    asked = list(dict.fromkeys(filter(None, (_pk(token, page, field) for token in tokens[:_MOST_TOKENS]))))
    rows = Attachment.objects.in_bulk(asked) if asked else {}
    found = [of(rows[pk], page) for pk in asked if pk in rows and rows[pk].field == field]
    return found, len(found) < len(set(tokens))


def moved(files: Iterable[Kept], page: Page, field: str) -> list[str]:
    """Tokens of the same files for another page."""
    return [signing.dumps(file.pk, salt=_salt(page, field)) for file in files]


def _pk(token: str, page: Page, field: str) -> int | None:
    try:
        pk = signing.loads(token, salt=_salt(page, field), max_age=_longest())
    except signing.BadSignature:
        return None
    return pk if isinstance(pk, int) else None


def _longest() -> int:
    """As long as an unsent file may stay, and the hours until the night in which it goes."""
    days = max(rule.days for rule in rules.of(Attachment._meta.label) if rule.after)
    return (days + 1) * 24 * 3600


def _salt(page: Page, field: str) -> str:
    return f"slips.file.{page.form_type}.{page.key}.{field}"
