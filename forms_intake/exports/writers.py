"""Rows into a file, CSV or XLSX, in constant memory. Knows nothing of slips: the dashboard's tables use it too."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from django.utils.translation import pgettext

from forms_intake.enums import ExportFormat
from forms_intake.exports.cells import Cell, harmless, writable

# Excel's own bound for one sheet, its headings included.
ROWS_OF_A_SHEET = 1_048_576


class Kind(Enum):
    """What a column holds, which decides how wide it is and how its cells are shown."""

    SHORT = auto()
    LONG = auto()
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()


@dataclass(frozen=True)
class Column:
    """A heading and what stands below it."""

    title: str
    kind: Kind = Kind.SHORT


class Writer(Protocol):
    """Takes one row after the other."""

    def write(self, row: Sequence[Cell]) -> None:
        """As many cells as there are columns; moments are aware or already in the reader's time."""


@contextmanager
def writing(kind: str, path: Path, columns: Sequence[Column], *, title: str) -> Iterator[Writer]:
    """A file of this kind at the path, with its headings; complete when the block ends. OSError when the disk is full.

    XLSX needs room for parts beside the file while it is written; whatever breaks off leaves no part behind.
    """
    is_excel = kind == ExportFormat.XLSX
    with _excel(path, columns, title) if is_excel else _comma_separated(path, columns) as writer:
        yield writer


class _CommaSeparated:
    def __init__(self, rows: Any) -> None:
        self._rows, self._mark = rows, _cut_mark()

    def write(self, row: Sequence[Cell]) -> None:
        self._rows.writerow([_told(cell, self._mark) for cell in row])


@contextmanager
def _comma_separated(path: Path, columns: Sequence[Column]) -> Iterator[Writer]:
    # The byte order mark tells Excel that this is UTF-8; line ends are RFC 4180's.
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = _CommaSeparated(csv.writer(file, lineterminator="\r\n"))
        writer.write([column.title for column in columns])
        yield writer


def _told(cell: Cell, mark: str) -> str:
    """Days and moments as Excel reads them in every country."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case str():
            return harmless(writable(cell, mark))


class _Excel:
    """One sheet after the other: a new one when the last is full."""

    def __init__(self, book: Any, columns: Sequence[Column], title: str, most: int) -> None:
        self._book, self._columns, self._title, self._most = book, columns, title, most
        self._mark, self._sheets = _cut_mark(), 0
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {Kind.DAY: "dd/mm/yyyy", Kind.MOMENT: "dd/mm/yyyy hh:mm", Kind.NUMBER: "#,##0"}
        shown = {kind: book.add_format({"num_format": words, "valign": "top"}) for kind, words in formats.items()}
        # Text has none: that would be a tenth of the file.
        self._formats = [shown.get(column.kind) for column in columns]
        self._begin_sheet()

    def write(self, row: Sequence[Cell]) -> None:
        if self._at == self._most:
            self._begin_sheet()
        for index, cell in enumerate(row):
            self._cell(index, cell)
        self._at += 1

    def _cell(self, index: int, cell: Cell) -> None:
        shown = self._formats[index]
        match cell:
            case None | "":
                return
            case str():
                # Never `write`, which would take some texts for formulas, links or numbers.
                self._sheet.write_string(self._at, index, writable(cell, self._mark), shown)
            case int():
                self._sheet.write_number(self._at, index, cell, shown)
            case _:
                self._sheet.write_datetime(self._at, index, cell, shown)

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, _WIDTHS[column.kind])
            self._sheet.write_string(0, index, column.title, self._bold)
        self._sheet.freeze_panes(1, 0)
        self._at = 1


_OPTIONS = {"constant_memory": True, "use_zip64": True, "remove_timezone": True}
_WIDTHS = {Kind.SHORT: 18, Kind.LONG: 36, Kind.NUMBER: 12, Kind.DAY: 12, Kind.MOMENT: 17}


@contextmanager
def _excel(path: Path, columns: Sequence[Column], title: str) -> Iterator[Writer]:
    # 15 MiB that a file with commas does not need.
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    parts = TemporaryDirectory(dir=path.parent, prefix=".parts-", ignore_cleanup_errors=True)
    with parts as folder:
        # A file in memory would be the whole of it, and the container's /tmp is memory.
        book = xlsxwriter.Workbook(path, _OPTIONS | {"tmpdir": folder})
        try:
            yield _Excel(book, columns, title[:25], ROWS_OF_A_SHEET)
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            for sheet in book.worksheets():
                # What breaks off is not closed by the library, and a worker lives for weeks.
                sheet._opt_close()


def _cut_mark() -> str:
    return " " + pgettext("cell of a spreadsheet", "[cut here: too long for a cell]")
