"""From the bytes of a file to rows of text. Knows nothing of people: only of headings and limits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.importing.columns import COLUMNS, REQUIRED, column_of
from school import csv_text
from school.csv_text import Unreadable

MOST_ROWS = 2000
MOST_BYTES = 500_000


@dataclass(frozen=True)
class Row:
    """One line of the spreadsheet: its number there, and its cells by column; missing ones are empty."""

    number: int
    cells: dict[str, str]
    # Whether there is something beyond the headings: mostly a comma in a cell without quotation marks.
    has_more: bool = False


@dataclass(frozen=True)
class Sheet:
    """The rows that hold something, and whether the encoding was only guessed."""

    rows: list[Row]
    is_guessed: bool = False


def read(data: bytes) -> Sheet:
    """The sheet in a CSV file. Raises Unreadable with a sentence that says what to do."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_too_large())
    text, is_guessed = csv_text.decoded(data)
    return Sheet(_rows(text), is_guessed)


def read_text(text: str) -> Sheet:
    """The sheet in what somebody pasted."""
    if len(text) > MOST_BYTES:
        raise Unreadable(_too_large())
    return Sheet(_rows(text.lstrip("\ufeff")))


def _rows(text: str) -> list[Row]:
    filled = csv_text.lines(text, lambda heading: bool(column_of(heading)))
    if not filled:
        raise Unreadable(_("The file is empty. Begin with the template."))
    columns = _columns(filled[0][1])
    rows = [_row(number, cells, columns) for number, cells in filled[1:]]
    if not rows:
        raise Unreadable(_("The file has no rows below its headings. Add people, one to a row."))
    if len(rows) > MOST_ROWS:
        raise Unreadable(_too_many(len(rows)))
    return rows


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    named = dict(zip(columns, cells, strict=False))
    surplus = [*cells[len(columns) :], named.pop("", "")]
    return Row(number, {name: named.get(name, "") for name in COLUMNS}, any(cell.strip() for cell in surplus))


def _columns(heading: list[str]) -> list[str]:
    """The column of each heading; unknown ones are refused, so that nothing is silently left out."""
    found = [column_of(cell) for cell in heading]
    unknown = [cell.strip() for cell, name in zip(heading, found, strict=True) if not name and cell.strip()]
    missing = [str(COLUMNS[name]) for name in REQUIRED if name not in found]
    if missing:
        raise Unreadable(_("Add these columns to the first row: %(names)s.") % {"names": ", ".join(missing)})
    if unknown:
        named = ", ".join(name[:40] for name in unknown[:5])
        raise Unreadable(_("Rename or remove these columns: %(names)s.") % {"names": named})
    twice = {name for name in found if name and found.count(name) > 1}
    if twice:
        named = ", ".join(str(COLUMNS[name]) for name in COLUMNS if name in twice)
        raise Unreadable(_("These columns are there twice: %(names)s. Keep one of each.") % {"names": named})
    return found


def _too_large() -> str:
    message = _("The file is larger than %(kb)s kB. Divide it into several of at most %(most)s rows each.")
    return message % {"kb": MOST_BYTES // 1000, "most": MOST_ROWS}


def _too_many(rows: int) -> str:
    message = _("The file has %(rows)s rows; %(most)s at a time are possible. Divide it into several.")
    return message % {"rows": rows, "most": MOST_ROWS}
