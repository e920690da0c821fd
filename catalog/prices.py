"""Prices as they are written here."""

import re

from django.utils.translation import gettext as _

from school.folding import fold
from school.text import clean, digits

# Ten thousand million dong: more is a slip of the finger.
MOST = 10_000_000_000
_CURRENCY = re.compile(r"\s*(?:d|dong|vnd|₫)$")
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*")


class NotAPrice(ValueError):  # noqa: N818 - says what the text is
    """No whole number of dong, or too many."""


def dong(price: int) -> str:
    """9600000 → 9.600.000đ."""
    return f"{price:,}đ".replace(",", ".")


def read(typed: str) -> int:
    """9.600.000đ, 9,600,000 VND and 9600000 → 9600000. Raises NotAPrice."""
    plain = _CURRENCY.sub("", fold(digits(clean(typed[:100]))))
    if not (plain.isascii() and plain.isdigit()) and not _GROUPED.fullmatch(plain):
        raise NotAPrice(typed)
    price = int(re.sub(r"[., ]", "", plain))
    if price > MOST:
        raise NotAPrice(typed)
    return price


def how_to_write() -> str:
    """What to do about a text that is no price."""
    return _("Write the price in whole dong from 0đ to %(most)s, like 9.600.000đ") % {"most": dong(MOST)}
