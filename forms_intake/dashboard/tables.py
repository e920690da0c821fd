"""The figures as tables: beneath each chart for those who read, and as files for those who go on counting."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.models import Branch
from forms_intake.dashboard import words
from forms_intake.dashboard.figures import Figures
from forms_intake.dashboard.period import Period
from forms_intake.dashboard.spreads import Spread
from forms_intake.enums import FormType
from school import figures as registered


class Kind(Enum):
    """How a column is written."""

    TEXT = auto()
    START = auto()
    NUMBER = auto()
    SHARE = auto()
    MINUTES = auto()
    MS = auto()


class Share(NamedTuple):
    """A part of a whole."""

    part: int
    whole: int


Cell = str | int | float | date | Share | None


@dataclass(frozen=True)
class Column:
    """A heading and what stands below it."""

    title: str
    kind: Kind = Kind.NUMBER

    @property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        return self.kind not in (Kind.TEXT, Kind.START)


@dataclass(frozen=True)
class Table:
    """Rows of raw values; `shown` writes them for people. The last column of a `has_bars` one is drawn too."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    period: Period
    is_by_week: bool = False
    has_bars: bool = False

    @cached_property
    def shown(self) -> list[list[tuple[str, bool]]]:
        """Each cell in words, and whether it stands to the right."""
        return [
            [(self._words(cell, column.kind), column.is_number) for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]

    def lines(self) -> list[tuple[list[tuple[str, bool]], float]]:
        """Each row as shown, and how long its bar is, of a hundred."""
        lengths = [row[-1].part * 100 / max(row[-1].whole, 1) if isinstance(row[-1], Share) else 0 for row in self.rows]
        return list(zip(self.shown, (round(length, 1) for length in lengths), strict=True))

    def _words(self, cell: Cell, kind: Kind) -> str:
        match cell:
            case Share():
                return words.percent(*cell)
            case date():
                return words.long(cell, is_week=self.is_by_week, period=self.period)
            case str():
                return cell
            case None:
                return words.NOTHING
            case _ if kind is Kind.MINUTES:
                return words.span(cell)
            case _ if kind is Kind.MS:
                return words.seconds(cell)
            case _:
                return words.number(cell)


def arrivals(figures: Figures) -> Table:
    """Slips of each day (or week) and kind."""
    found: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in figures.cells:
        found[cell.start][cell.form_type] += cell.received
    kinds = [Column(str(label)) for label in FormType.labels]
    rows: list[list[Cell]] = []
    for start in figures.period.starts():
        counts = [found[start][kind] for kind in FormType.values]
        rows.append([start, *counts, sum(counts)])
    columns = [_starts(figures.period), *kinds, Column(pgettext("figures", "Together"))]
    return _by_start("arrivals", _("Slips received"), columns, rows, figures.period)


def replies(figures: Figures) -> Table:
    """Answers of each week, by the week in which the slips came."""
    spreads = {one.start: one for one in figures.replies if one.start and not one.form_type}
    rows = [[week, *_answers(figures, spreads.get(week), week=week)] for week in figures.period.weeks()]
    columns = [Column(pgettext("figures", "Week"), Kind.START), *_answer_columns()]
    return Table("replies", _("Answers by week"), columns, rows, figures.period, is_by_week=True)


def reply_types(figures: Figures) -> Table:
    """Answers of each kind of slip."""
    spreads = {one.form_type: one for one in figures.replies if one.form_type and not one.start}
    rows = [[str(kind.label), *_answers(figures, spreads.get(kind), form_type=kind)] for kind in FormType]
    columns = [Column(pgettext("figures", "Slip"), Kind.TEXT), *_answer_columns()]
    return Table("reply-types", _("Answers by kind of slip"), columns, rows, figures.period)


def replies_in_detail(figures: Figures) -> Table:
    """Answers of each week and kind of slip; for the file, it is too long for a page."""
    spreads = {(one.start, one.form_type): one for one in figures.replies}
    rows = [
        [week, str(kind.label), *_answers(figures, spreads.get((week, kind)), week=week, form_type=kind)]
        for week in figures.period.weeks()
        for kind in FormType
    ]
    firsts = [Column(pgettext("figures", "Week"), Kind.START), Column(pgettext("figures", "Slip"), Kind.TEXT)]
    return Table("replies", _("Answers by week"), [*firsts, *_answer_columns()], rows, figures.period, is_by_week=True)


def deliveries(figures: Figures) -> Table:
    """How soon Lark had the slips of each day (or week)."""
    spreads = {one.start: one for one in figures.lark}
    rows: list[list[Cell]] = []
    for start in figures.period.starts():
        one = spreads.get(start)
        rows.append([start, one.number if one else 0, one.middle if one else None, one.tail if one else None])
    half, most = Column(_("Half within"), Kind.MS), Column(_("95% within"), Kind.MS)
    columns = [_starts(figures.period), Column(_("Slips in Lark")), half, most]
    return _by_start("deliveries", _("The way to Lark"), columns, rows, figures.period)


def late(figures: Figures) -> Table:
    """Late notices of each branch, of all its slips."""
    received: dict[int | None, int] = defaultdict(int)
    noticed: dict[int | None, int] = defaultdict(int)
    for cell in figures.cells:
        received[cell.branch] += cell.received
        noticed[cell.branch] += cell.late_notice
    names: Mapping[int | None, str] = dict(Branch.objects.values_list("pk", "name"))
    rows: list[list[Cell]] = [
        [names.get(pk) or _("No branch"), received[pk], noticed[pk], Share(noticed[pk], received[pk])]
        for pk in sorted(received, key=lambda pk: (pk is None, names.get(pk, "")))
    ]
    counts = [Column(_("Slips")), Column(_("Late notices")), Column(pgettext("figures", "Share"), Kind.SHARE)]
    columns = [Column(_("Branch"), Kind.TEXT), *counts]
    return Table("late", _("Late notices by branch"), columns, rows, figures.period, has_bars=True)


def rooms(period: Period) -> Table:
    """Minutes in which rooms were in use; rooms belong to no branch."""
    found: dict[date, int] = defaultdict(int)
    for day, minutes in registered.of_days("room_minutes", period.since, period.until).items():
        found[day - timedelta(days=day.weekday()) if period.is_by_week else day] += minutes
    rows: list[list[Cell]] = [[start, found[start]] for start in period.starts()]
    return _by_start("rooms", _("Room minutes"), [_starts(period), Column(_("Minutes"))], rows, period)


def _starts(period: Period) -> Column:
    title = pgettext("figures", "Week") if period.is_by_week else pgettext("figures", "Day")
    return Column(title, Kind.START)


def _by_start(
    name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], period: Period
) -> Table:
    return Table(name, title, columns, rows, period, is_by_week=period.is_by_week)


def _answer_columns() -> list[Column]:
    return [
        Column(_("Answer was due")),
        Column(_("Answered in time")),
        Column(pgettext("figures", "Share"), Kind.SHARE),
        Column(_("Half within"), Kind.MINUTES),
        Column(_("90% within"), Kind.MINUTES),
    ]


def _answers(
    figures: Figures, spread: Spread | None, *, week: date | None = None, form_type: str | None = None
) -> list[Cell]:
    kept, due = figures.share(week=week, form_type=form_type)
    return [due, kept, Share(kept, due), spread.middle if spread else None, spread.tail if spread else None]
