"""Folding of Vietnamese text."""

import unicodedata
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.folding import fold, search_terms, stream_safe

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ bcghklmnpqrstvx"
vietnamese = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper())


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đặng Thị Ngọc Ánh", "dang thi ngoc anh"),
        ("ĐƯỜNG Nguyễn Huệ", "duong nguyen hue"),
        ("  Trần\u00a0\tVăn\n  Ưu ", "tran van uu"),
        ("\u00d0oàn", "doan"),
        ("０９１２ ３４５", "0912 345"),
        ("No\u200b\u00adi\x00\ud800", "noi"),
        ("", ""),
    ],
)
def test_marks_case_and_blanks_are_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(vietnamese)
def test_vietnamese_folds_to_plain_letters(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower().strip()
    assert "  " not in folded


@given(vietnamese)
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


@given(vietnamese, vietnamese)
def test_words_fold_on_their_own(one: str, other: str) -> None:
    assert fold(f"{one} {other}").split() == fold(one).split() + fold(other).split()


def test_a_query_becomes_its_words_each_once() -> None:
    assert search_terms("  Đặng, đặng (NP-260821-7K3F) +84 '") == ["dang", "np-260821-7k3f", "84"]


def test_a_query_has_at_most_eight_words() -> None:
    assert search_terms(" ".join(map(str, range(20)))) == [str(number) for number in range(8)]


@given(st.text())
def test_every_term_of_any_query_is_found_in_its_own_folding(query: str) -> None:
    assert all(term in fold(query) for term in search_terms(query))


def test_a_flood_of_marks_is_cut_before_it_costs_time() -> None:
    flood = "a" + "\u0301" * 14_000 + "\u0316" * 14_000
    assert len(stream_safe(flood)) == 31
    assert fold(flood) == "a"


def test_vietnamese_in_any_form_passes_unchanged() -> None:
    for form in ("NFC", "NFD"):
        assert stream_safe(normalize(form, "Đặng Thuỳ Ưu ệ")) == normalize(form, "Đặng Thuỳ Ưu ệ")
