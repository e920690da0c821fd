"""From the bytes of a file to rows of text, whichever kind of file it is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.importing import xlsx
from catalog.importing.columns import COLUMNS, column_of
from school import csv_text, turns
from school.csv_text import Unreadable

MOST_ROWS = 2000
# An old workbook is read no better than a document, but has a sentence of its own.
NAMES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls")
# What is larger still comes as far as the form, which says so (school.bodies).
MOST_BYTES = 900_000
# These may hold nothing but letters, and would be read as a sheet of odd headings.
_NO_SHEET = (b"%PDF-", b"{\\rtf")
# What Excel wrote until 2003.
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Row:
    """One line of the sheet: its number there, and its cells by column; missing ones are empty."""

    number: int
    cells: dict[str, str]
    # Whether there is something beyond the headings: mostly a comma in a cell without quotation marks.
    has_more: bool = False


@dataclass(frozen=True)
class Sheet:
    """The rows that hold something, which columns are there, and whether the encoding was only guessed."""

    rows: list[Row]
    columns: frozenset[str]
    is_guessed: bool = False


def read(data: bytes) -> Sheet:
    """The sheet in a CSV or XLSX file. Raises Unreadable with a sentence that says what to do; turns.Busy."""
    if len(data) > MOST_BYTES:
        words = _("The file is larger than %(kb)s kB. Divide it into several of at most %(most)s rows each.")
        raise Unreadable(words % {"kb": MOST_BYTES // 1000, "most": _most()})
    if data.startswith(_OLD_EXCEL):
        raise Unreadable(_("This is a file of an old Excel (.xls). Save it as XLSX, then choose it again."))
    if data.startswith(_NO_SHEET):
        raise Unreadable(no_sheet())
    with turns.taken():
        return _read(data)


def no_sheet() -> str:
    """What to choose instead of a document, a picture or the like."""
    return _("This file is no sheet. Choose a CSV or XLSX file.")


def _read(data: bytes) -> Sheet:
    # With the headings, and one too many, which tells that there are more.
    most = MOST_ROWS + 2
    if data.startswith(xlsx.MAGIC):
        return _sheet(_workbook(data, most))
    text, is_guessed = csv_text.decoded(data)
    return _sheet(csv_text.lines(text, lambda heading: bool(column_of(heading)), most), is_guessed)


def _workbook(data: bytes, most: int) -> list[tuple[int, list[str]]]:
    try:
        return xlsx.lines(data, most)
    except xlsx.TooMuch as error:
        words = _("The file holds too much. Divide it into several of at most %(most)s rows each.")
        raise Unreadable(words % {"most": _most()}) from error


def _sheet(lines: list[tuple[int, list[str]]], is_guessed: bool = False) -> Sheet:
    if not lines:
        raise Unreadable(_("The file is empty. Begin with the template."))
    columns = _columns(lines[0][1])
    if len(lines) == 1:
        raise Unreadable(_("The file has no rows below its headings. Add products, one to a row."))
    if len(lines) - 1 > MOST_ROWS:
        message = _("The file has more than %(most)s rows. Divide it into several.")
        raise Unreadable(message % {"most": _most()})
    return Sheet(
        [_row(number, cells, columns) for number, cells in lines[1:]], frozenset(filter(None, columns)), is_guessed
    )


def _most() -> str:
    return f"{MOST_ROWS:,}".replace(",", ".")


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    named = dict(zip(columns, cells, strict=False))
    surplus = [*cells[len(columns) :], named.pop("", "")]
    return Row(number, {name: named.get(name, "") for name in COLUMNS}, any(cell.strip() for cell in surplus))


def _columns(heading: list[str]) -> list[str]:
    """The column of each heading; unknown ones are refused, so that nothing is silently left out."""
    found = [column_of(cell) for cell in heading]
    if "sku" not in found:
        raise Unreadable(_("Add these columns to the first row: %(names)s.") % {"names": COLUMNS["sku"]})
    unknown = [cell.strip()[:40] for cell, name in zip(heading, found, strict=True) if not name and cell.strip()]
    if unknown:
        raise Unreadable(_("Rename or remove these columns: %(names)s.") % {"names": ", ".join(unknown[:5])})
    if twice := [str(COLUMNS[name]) for name in COLUMNS if found.count(name) > 1]:
        raise Unreadable(_("These columns are there twice: %(names)s. Keep one of each.") % {"names": ", ".join(twice)})
    return found
