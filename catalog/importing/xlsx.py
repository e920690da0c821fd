"""From the bytes of an XLSX to lines of text, in bounded time and memory. Nothing in it is calculated."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from school.csv_text import Unreadable

MAGIC = b"PK\x03\x04"
# The letters of all parts together, unpacked: a file of 2 MB can name gigabytes.
MOST_UNPACKED = 5_000_000
# Tags of all parts together, whatever they are called: openpyxl builds an object of each, and an empty cell of four
# letters takes 340 bytes. 2,000 rows of ours have two thirds of that at most.
MOST_TAGS = 150_000
_MOST_PARTS = 200
# Ours has six columns; what stands beyond these is not looked at by anybody.
_MOST_COLUMNS = 30
# Excel writes UTF-8; libxml2 reads more than that, as UTF-7, in which "<" is "+ADw-".
_OTHER_LETTERS = re.compile(
    rb"[^<]{0,4}<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"'](?!utf-?(8|16)|us-ascii|iso-8859)", re.I
)
_EBCDIC = b"\x4c\x6f\xa7\x94"
# What a damaged file brings forth: in the packing, and in what was packed.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
    *(SyntaxError, RuntimeError, AssertionError),
)


class TooMuch(Exception):  # noqa: N818 - says what the file holds
    """More than is looked at, however small it is packed."""


def lines(data: bytes, most: int) -> list[tuple[int, list[str]]]:
    """Each line of the first sheet that holds something, with its number; at most `most`.

    Raises Unreadable with a sentence that says what to do, and TooMuch.
    """
    _guard(data)
    try:
        return list(_lines(data, most))
    except _BROKEN as error:
        raise Unreadable(_broken()) from error


def _guard(data: bytes) -> None:
    """Looks at the parts before anything parses them: how much they hold, and that no part declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.infolist()
            if len(names) > _MOST_PARTS or sum(part.file_size for part in names) > MOST_UNPACKED:
                raise TooMuch
            # Never more comes out of a part than it declares: zipfile stops there.
            contents = [parts.read(part) for part in names]
    except _BROKEN as error:
        raise Unreadable(_broken()) from error
    if any(map(_is_odd, contents)):
        raise Unreadable(_broken())
    if sum(content.count(b"<") for content in contents) > MOST_TAGS:
        raise TooMuch


def _is_odd(part: bytes) -> bool:
    """Declares entities, or letters among which the signs of this module would not be found."""
    plain = part.replace(b"\0", b"") if part[:2] in (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0") else part
    is_hidden = plain.startswith(_EBCDIC) or bool(_OTHER_LETTERS.match(plain))
    return is_hidden or b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _lines(data: bytes, most: int) -> Iterator[tuple[int, list[str]]]:
    # 5 MiB that most processes never need.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    except InvalidFileException as error:
        raise ValueError from error
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
            if found >= most or number > 10 * most + 1000:
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
