"""Dates typed into boxes."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from forms_intake.slips.dates import DateField, DatesField, read
from forms_intake.slips.widgets import DateParts
from tests.forms_intake.slip_pages import freeze


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)


@pytest.mark.parametrize(
    "parts",
    [
        ("21", "08", "2026"),
        ("21", "8", "26"),
        (" 21 ", "８", "2026"),
        ("21/08/2026", "", ""),
        ("21.8.26", "", ""),
        ("21 08 2026", "", ""),
        ("2026-08-21", "", ""),
    ],
)
def test_a_date_is_read_from_boxes_or_from_one_paste(parts: tuple[str, str, str]) -> None:
    assert read(DateParts(*parts), "Lesson date") == date(2026, 8, 21)


def test_empty_boxes_are_no_date() -> None:
    assert read(DateParts("", " ", "\0"), "Lesson date") is None


def test_29_february_exists_in_leap_years_only() -> None:
    assert read(DateParts("29", "2", "2028"), "Lesson date") == date(2028, 2, 29)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read(DateParts("29", "02", "2027"), "Lesson date")
    assert refused.value.messages == ["Month 02/2027 has 28 days, enter lesson date again"]


@pytest.mark.parametrize(
    "parts",
    [("21", "", "2026"), ("", "8", ""), ("0", "8", "2026"), ("32", "8", "2026"), ("1", "13", "2026"), ("31", "4", "0")],
)
def test_what_is_no_date_is_explained_with_an_example(parts: tuple[str, str, str]) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read(DateParts(*parts), "Lesson date")
    assert refused.value.code in {"incomplete", "impossible"}
    assert "lesson date" in refused.value.messages[0]


@given(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12)))
def test_whatever_is_typed_gives_a_date_or_a_sentence(parts: tuple[str, str, str]) -> None:
    with suppress(ValidationError):
        assert isinstance(read(DateParts(*parts), "Lesson date"), date | None)


def test_today_is_the_day_at_the_school_not_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, datetime(2026, 8, 20, 17, 30, tzinfo=UTC))  # 00:30 on the 21st in Ho Chi Minh City

    assert DateField(label="Lesson date").clean(DateParts("21", "8", "2026")) == date(2026, 8, 21)
    with pytest.raises(ValidationError) as refused:
        DateField(label="Lesson date").clean(DateParts("20", "8", "2026"))
    assert refused.value.code == "past"


def test_a_day_too_far_ahead_is_answered_with_the_last_possible_one() -> None:
    field = DateField(label="Lesson date", days=90)

    assert field.clean(DateParts("19", "11", "2026")) == date(2026, 11, 19)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        field.clean(DateParts("20", "11", "2026"))
    assert refused.value.messages == ["Lesson date must be no later than 19/11/2026"]


def days(*typed: str) -> list[DateParts]:
    return [DateParts(day, "8", "2026") if day else DateParts() for day in typed]


def test_several_days_are_sorted_and_gaps_between_them_do_not_matter() -> None:
    found = DatesField(label="Lesson dates").clean(days("28", "", "25"))
    assert found == [date(2026, 8, 25), date(2026, 8, 28)]


@pytest.mark.parametrize(("typed", "code"), [(("25", "25"), "twice"), (("25",), "single"), (("25", "20"), "past")])
def test_several_days_are_different_and_at_least_two(typed: tuple[str, ...], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DatesField(label="Lesson dates").clean(days(*typed))
    assert refused.value.code == code


def test_an_error_names_the_day_that_it_means() -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        DatesField(label="Lesson dates").clean(days("25", "20"))
    assert refused.value.messages == ["Day 2 must be today or later"]
