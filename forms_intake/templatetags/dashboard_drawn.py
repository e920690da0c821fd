"""Charts and tables of the overview as HTML, written in Python: by a template, ninety days took much longer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    # Django imports libraries of tags while the admin is still being imported, which those need.
    from forms_intake.dashboard.charts import Line, Mark, Plot
    from forms_intake.dashboard.tables import Table

register = template.Library()

# One mark for each series, so that colour is not the only thing that tells them apart: drawn around a point.
_DOTS = ("m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", "m-3-3h6v6h-6z")
_BAR = (
    '<td class="dashboard__bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="track" width="100" height="8" /><rect class="fill-1" width="{}" height="8" /></svg></td>'
)


@register.simple_tag
def shapes(plot: "Plot") -> SafeString:
    """All that one SVG draws. Only words are escaped: the rest are numbers of ours, written as browsers read them."""
    parts = [*_rules(plot), *_names(plot), *_bars(plot.bars), *_lines(plot.lines), *_touched(plot)]
    return mark_safe("".join(parts))  # noqa: S308 - see above


@register.simple_tag
def table_rows(table: "Table") -> SafeString:
    """The body of a table: each row has its name first, and its bar last where the table has bars."""
    rows = "".join(_row(cells, length if table.has_bars else None) for cells, length in table.lines())
    nothing = escape(_("Nothing in these days."))
    return mark_safe(rows or f'<tr><td colspan="{len(table.columns)}">{nothing}</td></tr>')  # noqa: S308 - words are escaped


def _rules(plot: "Plot") -> Iterator[str]:
    frame = plot.frame
    for number, mark in enumerate(plot.values):
        css = "rule" if number else "rule rule--base"
        yield f'<path class="{css}" d="M{frame.left} {mark.at}H{frame.end}" />'
        yield _named(mark, f'x="{frame.left - 6}" y="{mark.at}" dy="4" text-anchor="end"')


def _names(plot: "Plot") -> Iterator[str]:
    for mark in plot.days:
        yield _named(mark, f'x="{mark.at}" y="{plot.frame.base + 18}" text-anchor="middle"')


def _named(mark: "Mark", place: str) -> str:
    return f'<text class="name" {place}>{escape(mark.words)}</text>'


def _bars(bars: Iterable[str]) -> Iterator[str]:
    for number, bar in enumerate(bars, start=1):
        yield f'<path d="{bar}" fill="url(#weave-{number})" />'


def _lines(lines: "Iterable[Line]") -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        dots = "".join(f"M{x} {y}{_DOTS[number - 1]}" for x, y in line.dots)
        yield f'<path class="line line-{number}" d="{line.path}" /><path class="dot-{number}" d="{dots}" />'


def _touched(plot: "Plot") -> Iterator[str]:
    """What a pointer is told; there is none where the narrow drawing is shown."""
    frame = plot.frame
    if frame.name != "wide":
        return
    room = f'y="{frame.top}" height="{frame.plot_height}"'
    for one in plot.columns:
        yield f'<rect class="touch" x="{one.x}" width="{one.width}" {room}><title>{escape(one.words)}</title></rect>'


def _row(cells: Sequence[tuple[str, bool]], length: float | None) -> str:
    (first, _is_number), *others = cells
    figures = "".join(f"<td{_css(is_number)}>{escape(words)}</td>" for words, is_number in others)
    bar = "" if length is None else _BAR.format(length)
    return f'<tr><th scope="row">{escape(first)}</th>{figures}{bar}</tr>'


def _css(is_number: bool) -> str:
    return ' class="is-number"' if is_number else ""
