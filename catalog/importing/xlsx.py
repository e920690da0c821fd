"""From the bytes of an XLSX to lines of text, in bounded time and memory. Nothing in it is calculated."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from school.csv_text import Unreadable

MAGIC = b"PK\x03\x04"
# The letters of all parts together, unpacked: a file of 2 MB can name gigabytes.
MOST_UNPACKED = 20_000_000
_MOST_PARTS = 200
# Ours has six columns; what stands beyond these is not looked at by anybody.
_MOST_COLUMNS = 30
_BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError, EOFError)


def lines(data: bytes, most: int) -> list[tuple[int, list[str]]]:
    """Each line of the first sheet that holds something, with its number; at most `most` and one more.

    Raises Unreadable with a sentence that says what to do.
    """
    _guard(data)
    try:
        return list(_lines(data, most + 1))
    except (*_BROKEN, SyntaxError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(_broken()) from error


def _guard(data: bytes) -> None:
    """Looks at the parts before anything parses them: how large they are, and that no part declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.infolist()
            if len(names) > _MOST_PARTS or sum(part.file_size for part in names) > MOST_UNPACKED:
                raise Unreadable(_("The file is too large once unpacked. Divide it into several."))
            # Never more comes out of a part than it declares: zipfile stops there.
            if any(_has_entities(parts.read(part)) for part in names):
                raise Unreadable(_broken())
    except (*_BROKEN, NotImplementedError, RuntimeError) as error:
        raise Unreadable(_broken()) from error


def _has_entities(part: bytes) -> bool:
    plain = part.replace(b"\0", b"") if part[:2] in (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0") else part
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _lines(data: bytes, most: int) -> Iterator[tuple[int, list[str]]]:
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            return
        # What the file says of its own size may be made up.
        sheet.reset_dimensions()
        found = 0
        for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
            texts = [_text(cell) for cell in cells]
            if any(text.strip() for text in texts):
                yield number, texts
                found += 1
            if found > most or number > 10 * most + 1000:
                return
    finally:
        book.close()


def _text(cell: Any) -> str:
    """As somebody would have typed it into a CSV file; a fraction keeps six places, so that it is no grouped price."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.6f}"
    return str(cell)


def _broken() -> str:
    return _("This file cannot be read. Open it in Excel, save it anew as XLSX or CSV UTF-8, then choose it again.")
