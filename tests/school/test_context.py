"""The school's telephone number as people write it."""

import pytest

from school import context


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("02838001234", "028 3800 1234"),
        ("0912345678", "0912 345 678"),
        ("+84912345678", "0912 345 678"),
        ("19001234", "1900 1234"),
        ("ask at the desk", "ask at the desk"),
    ],
)
def test_a_number_is_shown_in_groups(typed: str, shown: str) -> None:
    assert context.phone_in_words(typed) == shown
