"""The page's sections: what each asks, its chart, the sentence that says the same, and its tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_intake.dashboard import charts, tables, words
from forms_intake.dashboard.charts import Axes, Plot
from forms_intake.dashboard.figures import Figures
from forms_intake.dashboard.scale import Scale, nice
from forms_intake.dashboard.tables import Share, Table
from forms_intake.enums import FormType


@dataclass(frozen=True)
class Chart:
    """One chart in its sizes; `summary` says what it shows to whoever does not see it."""

    name: str
    title: str
    summary: str
    plots: Sequence[Plot]
    legend: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """A question, its answer in a sentence, charts and tables. Without charts there is nothing to see yet."""

    name: str
    title: str
    said: str
    charts: Sequence[Chart]
    tables: Sequence[Table]


def all_of(figures: Figures) -> list[Section]:
    """The page from top to bottom."""
    return [arrivals(figures), replies(figures), deliveries(figures), late(figures), rooms(figures)]


def arrivals(figures: Figures) -> Section:
    """How many slips come, and which."""
    table = tables.arrivals(figures)
    totals = [_number(row[-1]) for row in table.rows]
    said = ngettext("%(n)s slip came.", "%(n)s slips came.", sum(totals)) % {"n": words.number(sum(totals))}
    if not sum(totals):
        return Section("arrivals", table.title, _("No slip came in these days."), [], [table])
    most = table.shown[totals.index(max(totals))][0][0]
    said += " " + _("Most of them: %(n)s (%(day)s).") % {"n": words.number(max(totals)), "day": most}
    series = [[_number(row[index]) for row in table.rows] for index in range(1, len(FormType) + 1)]
    axes = _axes(table, nice(max(totals)), words.number, lambda row: row[-1])
    chart = Chart("arrivals", table.title, said, _stacked(series, axes), [str(label) for label in FormType.labels])
    return Section("arrivals", table.title, said, [chart], [table])


def replies(figures: Figures) -> Section:
    """Whether the office keeps its promise, and how long senders wait for it."""
    table, kinds = tables.replies(figures), tables.reply_types(figures)
    title, (kept, due) = _("Answers and the promise"), figures.share()
    if not due:
        return Section("replies", title, _("No answer was due in these days."), [], [table, kinds])
    said = _("%(share)s were answered within the promised time: %(kept)s of %(due)s.")
    said %= {"share": words.percent(kept, due), "kept": words.number(kept), "due": words.number(due)}
    shares = [_percent(row[3]) for row in table.rows]
    in_time = _axes(table, Scale(top=100, step=25), lambda value: f"{words.number(value)}%", lambda row: row[3])
    drawn = [Chart("promise", _("Answered within the promised time"), said, _stacked([shares], in_time))]
    whole = next((one for one in figures.replies if not one.start and not one.form_type), None)
    if whole:
        told = _("Half of the answers took up to %(middle)s of working time, nine in ten up to %(tail)s.")
        told %= {"middle": words.span(whole.middle), "tail": words.span(whole.tail)}
        drawn.append(_waiting(table, told))
        said += " " + told
    return Section("replies", title, said, drawn, [table, kinds])


def _waiting(table: Table, told: str) -> Chart:
    series = [[_part(row[index], 60) for row in table.rows] for index in (4, 5)]
    longest = max(value for values in series for value in values if value is not None)
    axes = _axes(table, nice(longest), lambda value: _("%(n)s h") % {"n": words.number(value)}, lambda row: row[4])
    return Chart("waiting", _("Working hours until the answer"), told, _lines(series, axes), _middle_and_tail(90))


def deliveries(figures: Figures) -> Section:
    """How soon Lark has a slip."""
    table = tables.deliveries(figures)
    whole = next((one for one in figures.lark if one.start is None), None)
    if whole is None:
        return Section("deliveries", table.title, _("No slip of these days is in Lark yet."), [], [table])
    said = _("Lark had half of the slips within %(middle)s, and 95%% of them within %(tail)s.")
    said %= {"middle": words.seconds(whole.middle), "tail": words.seconds(whole.tail)}
    series = [[_part(row[index], 1000) for row in table.rows] for index in (2, 3)]
    longest = max(value for values in series for value in values if value is not None)
    scale = nice(longest, least_step=0.5)
    written = _seconds_of(scale)
    chart = Chart(
        "latency",
        _("From sending to Lark, in seconds"),
        said,
        _lines(series, _axes(table, scale, written, lambda row: row[3])),
        _middle_and_tail(95),
    )
    return Section("deliveries", table.title, said, [chart], [table])


def late(figures: Figures) -> Section:
    """Where families tell the school too late."""
    table = tables.late(figures)
    noticed = sum(cell.late_notice for cell in figures.cells)
    said = ngettext("%(n)s slip came later than the rules ask.", "%(n)s slips came later than the rules ask.", noticed)
    return Section("late", table.title, said % {"n": words.number(noticed)}, [], [table])


def rooms(figures: Figures) -> Section:
    """How much is taught in the rooms."""
    table = tables.rooms(figures.period)
    totals = [_number(row[1]) for row in table.rows]
    if not sum(totals):
        return Section("rooms", table.title, _("No room was used in these days."), [], [table])
    said = _("Rooms were in use for %(span)s.") % {"span": words.span(sum(totals))}
    if figures.period.branch:
        said += " " + _("Rooms belong to no branch: these are all of them.")
    axes = _axes(table, nice(max(totals)), words.number, lambda row: row[1])
    return Section("rooms", table.title, said, [Chart("rooms", table.title, said, _stacked([totals], axes))], [table])


def _axes(
    table: Table,
    scale: Scale,
    written: Callable[[float], str],
    told: Callable[[Sequence[str]], str],
) -> Axes:
    """Named by the first column of a table; each bar says its day and one figure of the row."""
    shown = [[cell for cell, _is_number in row] for row in table.shown]
    names = [words.short(row[0]) for row in table.rows]  # type: ignore[arg-type]  # days, in all tables with a chart
    return Axes(scale, written, names, [f"{row[0]}: {told(row)}" for row in shown])


def _stacked(series: Sequence[Sequence[float | None]], axes: Axes) -> list[Plot]:
    return [charts.stacked(series, axes, frame) for frame in charts.FRAMES]


def _lines(series: Sequence[Sequence[float | None]], axes: Axes) -> list[Plot]:
    return [charts.lines(series, axes, frame) for frame in charts.FRAMES]


def _middle_and_tail(tail: int) -> list[str]:
    return [_("half of them"), _("%(n)s%% of them") % {"n": tail}]


def _seconds_of(scale: Scale) -> Callable[[float], str]:
    decimals = 0 if float(scale.step).is_integer() else 1
    return lambda value: words.number(value, decimals=decimals)


def _number(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _part(cell: object, of: int) -> float | None:
    return float(cell) / of if isinstance(cell, int | float) else None


def _percent(cell: object) -> float | None:
    return cell.part * 100 / cell.whole if isinstance(cell, Share) and cell.whole else None
