"""CSV files as people's programs write them: which letters, which separator, and where a quotation mark is missing."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t"
# What a spreadsheet would calculate instead of showing it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# No sheet of ours has so many; each heading is looked up, and a file can be one row of a million commas.
MOST_COLUMNS = 100


class Unreadable(Exception):  # noqa: N818 - says what happened; its text says what to do
    """The file as a whole cannot be used."""


def decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether its letters were guessed: without a mark, UTF-8 if it is that, else Vietnamese Windows."""
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


def lines(text: str, is_heading: Callable[[str], bool], most: int | None = None) -> list[tuple[int, list[str]]]:
    """Each line that holds something, with its number; the separator is the one that makes most headings known.

    After `most` of them nothing further is read.
    """
    text, separator = _without_separator_line(text)
    numbered = enumerate(_parsed(text, separator or _separator(text, is_heading)), 2 if separator else 1)
    return list(islice(((number, cells) for number, cells in numbered if cells), most))


def neutral(cell: str) -> str:
    """The cell as text: an apostrophe keeps a spreadsheet from calculating it (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _parsed(text: str, separator: str) -> Iterator[list[str]]:
    """Each line up to its last cell that holds something."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                message = _("Row %(number)s has more than %(most)s columns. Remove those that are not needed.")
                raise Unreadable(message % {"number": number, "most": MOST_COLUMNS})
            yield cells
    except csv.Error as error:
        message = _("Row %(number)s has a quotation mark without its partner. Remove or double it.")
        raise Unreadable(message % {"number": reader.line_num}) from error


def _without_separator_line(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;`, when there is one."""
    first, _newline, rest = text.partition("\n")
    found = first.strip().strip('"').lower()
    is_named = found.startswith("sep=") and len(found) == len("sep=") + 1
    return (rest, found[-1]) if is_named else (text, "")


def _separator(text: str, is_heading: Callable[[str], bool]) -> str:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=lambda sign: sum(is_heading(cell.strip(' "')) for cell in _cells(heading, sign)))


def _cells(heading: str, sign: str) -> list[str]:
    return heading.split(sign, MOST_COLUMNS)[:MOST_COLUMNS]
