"""Products as a spreadsheet: the same columns as an import reads, and nothing that a spreadsheet would calculate."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.enums import ProductKind, ProductStatus
from catalog.importing.columns import COLUMNS
from catalog.models import Product
from school.csv_text import neutral

Cells = Sequence[str | int | None]
# Without this mark Excel takes UTF-8 for the old Windows encoding.
_MARK = "\ufeff"
_WIDTHS = (18, 40, 18, 14, 10, 14)
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheet(products: QuerySet[Product], form: str) -> bytes:
    """The rows in CSV or XLSX."""
    return _written(map(_cells, products.iterator(chunk_size=500)), form)


def template(form: str) -> bytes:
    """The headings, and one row as an example."""
    example: Cells = [
        "SACH-02",
        _("Piano book 2"),
        str(ProductKind.BOOK.label),
        120_000,
        10,
        str(ProductStatus.ACTIVE.label),
    ]
    return _written([example], form)


def _cells(row: Product) -> Cells:
    return [
        row.sku,
        row.name,
        row.get_kind_display(),
        row.price,
        row.stock,
        str(ProductStatus(row.status).label),
    ]


def _written(rows: Iterable[Cells], form: str) -> bytes:
    return (_xlsx if form == XLSX else _csv)([list(map(str, COLUMNS.values())), *rows])


def _csv(rows: Iterable[Cells]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return (_MARK + written.getvalue()).encode()


def _xlsx(rows: Iterable[Cells]) -> bytes:
    # 15 MiB that most processes never need.
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet()
        bold, grouped = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                # As text or as a number, never as whatever it looks like.
                if isinstance(cell, str):
                    page.write_string(line, column, cell, None if line else bold)
                elif cell is not None:
                    page.write_number(line, column, cell, grouped)
    return written.getvalue()
