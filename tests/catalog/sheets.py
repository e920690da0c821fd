"""Files as people choose them for an import."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from catalog.importing import reading
from catalog.importing.reading import Row

HEADING = ("SKU", "Tên", "Loại", "Giá", "Tồn kho")


def xlsx(*lines: Sequence[Any]) -> bytes:
    """A workbook with these lines in its first sheet."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for line in lines:
        page.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv(*lines: str) -> bytes:
    """A file with these lines."""
    return "\n".join(lines).encode()


def rows(*lines: str) -> list[Row]:
    """The rows of a file that begins with the usual headings."""
    return reading.read(csv("sku,name,kind,price,stock", *lines)).rows


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with another content of one part."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return written.getvalue()


def table(cells: Iterable[Row]) -> list[list[str]]:
    """The cells of the rows that have any."""
    return [[cell for cell in row.cells.values() if cell] for row in cells]
