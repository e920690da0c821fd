"""Hints at mistyped mail domains."""

import pytest

from forms_intake.slips import mail


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("an@gmai.com", "an@gmail.com"),
        ("an@gmial.com", "an@gmail.com"),
        ("an@gmaill.com", "an@gmail.com"),
        ("an@gnail.com", "an@gmail.com"),
        ("an@gmail.co", "an@gmail.com"),
        ("an@gmail.com", ""),
        ("an@ymail.com", ""),
        ("an@school.edu.vn", ""),
        ("", ""),
    ],
)
def test_one_slip_of_a_finger_in_a_known_domain_is_noticed(typed: str, meant: str) -> None:
    assert mail.suggestion(typed) == meant
