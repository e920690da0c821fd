"""From the bytes of a file to rows of text. Knows nothing of people: only of encodings, separators and headings."""

import codecs
import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.importing.columns import COLUMNS, REQUIRED, column_of

MOST_ROWS = 2000
MOST_BYTES = 500_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t"


class Unreadable(Exception):  # noqa: N818 - says what happened; its text says what to do
    """The file as a whole cannot be used."""


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
    text, is_guessed = _decoded(data)
    return Sheet(_rows(text), is_guessed)


def read_text(text: str) -> Sheet:
    """The sheet in what somebody pasted."""
    if len(text) > MOST_BYTES:
        raise Unreadable(_too_large())
    return Sheet(_rows(text.lstrip("\ufeff")))


def _decoded(data: bytes) -> tuple[str, bool]:
    """By the mark at the file's beginning; without one, UTF-8 if it is that, else what Vietnamese Windows wrote."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    candidates = [encoding] if encoding else ["utf-8", "cp1258"]
    for candidate in candidates:
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        # No text has these; a picture or a spreadsheet in its own format does.
        if not any(sign < " " and sign not in "\t\r\n\v\f" for sign in text):
            return text, candidate == "cp1258"
    raise Unreadable(_("This is no CSV file. In Excel choose Save as, then CSV UTF-8."))


def _rows(text: str) -> list[Row]:
    lines, separator = _without_separator_line(text)
    numbered = list(enumerate(_parsed(lines, separator or _separator(lines)), 2 if separator else 1))
    filled = [(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
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


def _parsed(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        message = _("Row %(number)s has a quotation mark without its partner. Remove or double it.")
        raise Unreadable(message % {"number": reader.line_num}) from error


def _without_separator_line(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;`, when there is one."""
    first, _newline, rest = text.partition("\n")
    found = first.strip().strip('"').lower()
    is_named = found.startswith("sep=") and len(found) == len("sep=") + 1
    return (rest, found[-1]) if is_named else (text, "")


def _separator(text: str) -> str:
    """The one that makes most sense of the headings."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=lambda sign: sum(bool(column_of(cell.strip(' "'))) for cell in heading.split(sign)))


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
    return _("The file is larger than %(kb)s kB. Divide it into several.") % {"kb": MOST_BYTES // 1000}


def _too_many(rows: int) -> str:
    message = _("The file has %(rows)s rows; %(most)s at a time are possible. Divide it into several.")
    return message % {"rows": rows, "most": MOST_ROWS}
