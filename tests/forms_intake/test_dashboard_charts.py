"""Scales, shapes and words of charts, and days of an address: pure functions."""

from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from forms_intake.dashboard import charts, period, words
from forms_intake.dashboard.charts import Axes, Frame
from forms_intake.dashboard.period import Period
from forms_intake.dashboard.scale import Scale, named, nice
from forms_intake.dashboard.tables import Column, Kind, Share, Table
from forms_intake.templatetags.dashboard_drawn import shapes, table_rows
from school import clock

DAY = date(2026, 8, 20)
FRAME = Frame("wide", width=110, height=110, left=10, right=0, top=0, bottom=10, names=5)


def axes(count: int, top: float = 100) -> Axes:
    return Axes(
        Scale(top=top, step=top / 4), str, [f"d{n}" for n in range(count)], [f"words {n}" for n in range(count)]
    )


@pytest.mark.parametrize(
    ("most", "top", "step"),
    [
        (0, 1, 1),
        (1, 1, 1),
        (4, 4, 1),
        (7, 8, 2),
        (40, 40, 10),
        (41, 60, 20),
        (1_234, 1_500, 500),
        (99_999, 100_000, 50_000),
    ],
)
def test_scales_have_round_lines_and_hold_the_figure(most: float, top: float, step: float) -> None:
    assert nice(most) == Scale(top=top, step=step)


def test_short_times_have_lines_between_whole_numbers() -> None:
    assert nice(1.2, least_step=0.5).ticks() == [0, 0.5, 1.0, 1.5]


@pytest.mark.parametrize(("count", "most"), [(0, 5), (1, 5), (7, 5), (53, 5), (90, 9)])
def test_names_are_few_and_begin_with_the_first(count: int, most: int) -> None:
    found = named(count, most)
    assert len(found) <= most
    assert found[:1] == [0][:count]


def test_bars_stand_on_each_other() -> None:
    plot = charts.stacked([[10, 0], [30, None], [60, 100]], axes(2), FRAME)
    assert plot.bars[0] == "M17.0 90.0h36.0V100.0h-36.0z"
    assert plot.bars[1] == "M17.0 60.0h36.0V90.0h-36.0z"
    assert plot.bars[2] == "M17.0 0.0h36.0V60.0h-36.0zM67.0 0.0h36.0V100.0h-36.0z"


def test_each_bar_has_its_room_and_its_words() -> None:
    plot = charts.stacked([[1, 2]], axes(2), FRAME)
    assert [(one.x, one.width, one.words) for one in plot.columns] == [(10, 50, "words 0"), (60, 50, "words 1")]
    assert [(mark.at, mark.words) for mark in plot.days] == [(35, "d0"), (85, "d1")]


def test_a_line_is_broken_where_nothing_is_known() -> None:
    line = charts.lines([[50, 100, None, 0]], axes(4), FRAME).lines[0]
    assert line.path == "M22.5 50.0L47.5 0.0M97.5 100.0"
    assert len(line.dots) == 3


def test_all_dots_of_a_line_are_one_shape_and_words_are_text() -> None:
    plot = charts.lines([[50, None, 0], [1, 2, 3]], replace(axes(3), words=["<b>", "b", "c"]), FRAME)
    drawn = shapes(plot)
    assert '<path class="dot-1" d="M26.7 50.0m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M93.3 100.0m-3 0' in drawn
    assert drawn.count('class="line line-2"') == drawn.count('class="dot-2"') == 1
    assert "<title>&lt;b&gt;</title>" in drawn
    assert "<rect" not in shapes(replace(plot, frame=replace(FRAME, name="narrow")))


@pytest.mark.parametrize("has_bars", [True, False])
def test_rows_of_a_table_have_a_name_figures_and_a_bar_where_there_are_bars(has_bars: bool) -> None:
    columns = [Column("Branch", Kind.TEXT), Column("Slips"), Column("Share", Kind.SHARE)]
    found = Table("late", "", columns, [["<Q7>", 1_204, Share(1, 4)]], Period(since=DAY, until=DAY), has_bars=has_bars)
    figures = '<td class="is-number">1.204</td><td class="is-number">25%</td>'
    assert table_rows(found).startswith(f'<tr><th scope="row">&lt;Q7&gt;</th>{figures}')
    assert ('width="25.0"' in table_rows(found)) is has_bars


def test_a_table_without_rows_says_so() -> None:
    with translation.override("en"):
        nothing = Table("late", "", [Column("Slips")] * 3, [], Period(since=DAY, until=DAY))
        assert table_rows(nothing) == '<tr><td colspan="3">Nothing in these days.</td></tr>'


def test_figures_beyond_the_scale_do_not_leave_the_drawing() -> None:
    assert (FRAME.y(Scale(10, 5), 99), FRAME.y(Scale(10, 5), -1)) == (0, 100)


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 0, "–"), (0, 3, "0%"), (1, 3, "33,3%"), (9_999, 10_000, "99,9%"), (3, 3, "100%")]
)
def test_shares_never_claim_more_than_there_is(part: int, whole: int, said: str) -> None:
    assert words.percent(part, whole) == said


def test_spans_are_told_in_the_largest_units_that_fit() -> None:
    with translation.override("en"):
        assert [words.span(value) for value in (None, 0, 59.6, 61, 120)] == [
            "–",
            "0 minutes",
            "1 hour",
            "1 hour 1 minute",
            "2 hours",
        ]
        assert [words.seconds(value) for value in (None, 840, 119_000, 180_000)] == [
            "–",
            "0,8 seconds",
            "119,0 seconds",
            "3 minutes",
        ]


def test_long_periods_are_shown_by_weeks_that_begin_on_mondays() -> None:
    found = Period(since=date(2026, 1, 1), until=date(2026, 6, 30))
    assert found.is_by_week
    assert (found.starts()[0], found.starts()[-1]) == (date(2025, 12, 29), date(2026, 6, 29))
    assert words.long(date(2025, 12, 29), is_week=True, period=found) == "01/01–04/01/2026"


@pytest.mark.parametrize("query", ["", "period=7", "period=365", "since=2026-01-05&until=2026-02-01"])
def test_an_address_reads_as_it_was_written(query: str) -> None:
    found = period.read(QueryDict(query))
    assert found.query() == query
    assert not found.problems


def test_days_may_be_left_out_typed_as_people_write_them_and_lie_ahead() -> None:
    assert period.read(QueryDict("since=01/03/2026&until=31/03/2026")).since == date(2026, 3, 1)
    assert (period.read(QueryDict("until=2026-03-31")).since) == date(2026, 3, 2)
    assert period.read(QueryDict("since=2026-11-01&until=2099-01-01")).until == clock.today()
