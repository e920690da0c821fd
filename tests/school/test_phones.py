"""Telephone numbers as families type them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from school import phones


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(0912) 345-678",
        "+84 912 345 678",
        "+84 (0)912 345 678",
        "84912345678",
        "0084 912 345 678",
        "  ０９１２３４５６７８  ",
        "0912\u00a0345\u2011678",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(typed: str) -> None:
    assert phones.parse(typed).e164 == "+84912345678"


def test_the_typed_text_is_kept() -> None:
    assert phones.parse(" 0912.345 678 ").typed == "0912.345 678"


@pytest.mark.parametrize("typed", ["028 3800 1234", "+84 28 3800 1234", "+84 (0)28 38001234"])
def test_a_landline_is_read(typed: str) -> None:
    assert phones.parse(typed).e164 == "+842838001234"


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        ("0168 2345 678", "0382 345 678"),
        ("01622345678", "0322 345 678"),
        ("0120 234 5678", "0702 345 678"),
        ("0127 234 5678", "0812 345 678"),
        ("0186 234 5678", "0562 345 678"),
        ("+84 199 234 5678", "0592 345 678"),
    ],
)
def test_an_old_number_of_11_digits_is_answered_with_its_new_form(typed: str, now: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        phones.parse(typed)

    # No-break spaces: a number is not torn apart at the end of a line.
    assert refused.value.messages == ["Numbers of 11 digits have changed, use " + now.replace(" ", "\u00a0")]


@pytest.mark.parametrize(
    ("typed", "e164"),
    [("+1 415 555 2671", "+14155552671"), ("0081 3-1234-5678", "+81312345678"), ("+65 6123 4567", "+6561234567")],
)
def test_a_foreign_number_is_accepted_and_marked(typed: str, e164: str) -> None:
    phone = phones.parse(typed)

    assert (phone.e164, phone.is_foreign) == (e164, True)


def test_an_unusual_prefix_is_accepted_and_marked() -> None:
    phone = phones.parse("0412 345 678")

    assert (phone.e164, phone.has_known_prefix) == ("+84412345678", False)


@pytest.mark.parametrize(
    "typed",
    [
        "123",
        "091234567",
        "09123456789",
        "0132 345 6789",
        "abc",
        "+84 1",
        "+",
        "+999 1",
        "0912 345 67x",
        "9" * 10_000,
        "+84",
    ],
)
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        phones.parse(typed)

    assert refused.value.code == "phone"


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842838001234", "028 3800 1234"),
        ("0382345678", "0382 345 678"),
        ("+14155552671", "+1 415-555-2671"),
        ("odd", "odd"),
    ],
)
def test_numbers_are_grouped_for_reading(stored: str, read: str) -> None:
    assert phones.grouped(stored) == read
