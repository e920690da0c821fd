"""CSV files that people open in Excel: the template, and the report of rows to correct."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.importing.columns import COLUMNS
from accounts.importing.plan import Outcome, Step
from school.csv_text import neutral

# Without this mark Excel takes UTF-8 for the old Windows encoding.
_MARK = "\ufeff"


def template() -> str:
    """The headings, and one row as an example."""
    return _sheet(
        [
            list(map(str, COLUMNS.values())),
            ["Nguyễn Thu Hà", "ha@example.com", "0912 345 678", _("student"), "vi", "HV-0123"],
        ]
    )


def report(steps: Sequence[Step]) -> str:
    """The rows to correct, as they were typed, each with its number and what to do."""
    wrong = [step for step in steps if step.outcome == Outcome.ERROR]
    headings = [_("Row"), *map(str, COLUMNS.values()), _("To correct")]
    return _sheet([headings, *([str(s.row.number), *s.row.cells.values(), ". ".join(s.person.errors)] for s in wrong)])


def _sheet(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([neutral(cell) for cell in row] for row in rows)
    return _MARK + written.getvalue()
