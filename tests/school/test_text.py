"""Typed text as it is stored."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school import text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn   Bảo\tAn ", "Nguyễn Bảo An"),
        ("An\u00a0\u3000Bảo", "An Bảo"),
        ("An\nBảo", "An Bảo"),
        ("A\0n\x07", "An"),
        ("A\ud800n", "An"),
        ("\u202egnip\u202c", "gnip"),
        ("An\u200b", "An"),
        ("👩‍👧", "👩‍👧"),
        ("", ""),
    ],
)
def test_a_line_is_kept_without_what_cannot_be_seen(typed: str, stored: str) -> None:
    assert text.clean(typed) == stored


def test_decomposed_letters_are_composed() -> None:
    assert text.clean(unicodedata.normalize("NFD", "Nguyễn Thị Ước")) == "Nguyễn Thị Ước"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("\n\nmột\n\n\n\nhai\n", "một\n\nhai"),
        ("một\u2028hai", "một\nhai"),
        ("  một  hai  \n  ba", "một hai\nba"),
    ],
)
def test_lines_are_kept_where_they_are_meant(typed: str, stored: str) -> None:
    assert text.clean(typed, lines=True) == stored


@given(st.text(alphabet=st.characters(), max_size=200), st.booleans())
def test_cleaning_twice_changes_nothing_and_what_is_left_can_be_stored(typed: str, lines: bool) -> None:
    once = text.clean(typed, lines=lines)

    assert text.clean(once, lines=lines) == once
    assert b"\0" not in once.encode()


@pytest.mark.parametrize(("typed", "read"), [("０９１２", "0912"), ("٠٩", "09"), ("2²", "2²"), ("1a", "1a")])
def test_digits_of_any_script_are_read(typed: str, read: str) -> None:
    assert text.digits(typed) == read
