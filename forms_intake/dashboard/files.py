"""A table as a file: raw figures, so that a spreadsheet can go on counting."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from forms_intake.dashboard.tables import Cell, Column, Kind, Share, Table
from forms_intake.exports import cells, writers

_KINDS = {Kind.START: writers.Kind.DAY, Kind.TEXT: writers.Kind.LONG}


def written(table: Table, kind: str) -> bytes:
    """The table as CSV or XLSX (ExportFormat); it has a few hundred rows at most."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{kind}"
        columns = [writers.Column(_title(one), _KINDS.get(one.kind, writers.Kind.NUMBER)) for one in table.columns]
        with writers.writing(kind, path, columns, title=table.title) as file:
            for row in table.rows:
                file.write([_raw(cell) for cell in row])
        return path.read_bytes()


def _title(column: Column) -> str:
    """With the unit, which stands in no cell."""
    units = {Kind.MINUTES: _("minutes"), Kind.MS: _("milliseconds"), Kind.SHARE: "%"}
    return f"{column.title} ({units[column.kind]})" if column.kind in units else column.title


def _raw(cell: Cell) -> cells.Cell:
    match cell:
        case Share():
            return cell.part * 100 // cell.whole if cell.whole else None
        case float():
            return round(cell)
        case int() | str() | date() | None:
            return cell
