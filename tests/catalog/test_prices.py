"""Prices as people write them."""

import pytest

from catalog import prices


@pytest.mark.parametrize(
    "typed",
    ["9600000", "9.600.000đ", "9,600,000 VND", "9 600 000 đồng", " 9.600.000 ₫ ", "９６０００００", "9.600.000Đ"],
)
def test_every_usual_spelling_is_one_number(typed: str) -> None:
    assert prices.read(typed) == 9_600_000


@pytest.mark.parametrize(
    "typed", ["", "đ", "-5", "9.6", "9600.5", "9.600,000", "1e6", "=1+1", "10.000.000.001", "9" * 500]
)
def test_what_is_no_whole_price_is_refused(typed: str) -> None:
    with pytest.raises(prices.NotAPrice):
        prices.read(typed)


def test_a_written_price_is_read_back() -> None:
    assert [prices.read(prices.dong(price)) for price in (0, 999, 1000, 9_600_000)] == [0, 999, 1000, 9_600_000]
