"""The price list that a change slip is filled in with: what the sender saw is what is stored."""

import hashlib
from collections.abc import Mapping
from typing import TypedDict

from catalog.models import Product
from catalog.prices import dong
from forms_intake.slips.choices import UNKNOWN
from forms_intake.slips.fields import Choice

# The hidden input that tells which list a page was made with.
SEEN = "prices_seen"
_LENGTH = 16


class Price(TypedDict):
    """One course as it is sold now."""

    name: str
    price: int


PriceList = Mapping[str, Price]


def current() -> PriceList:
    """Courses and lesson packages that are sold now, by SKU, in the order of their names."""
    rows = Product.objects.courses().order_by("name", "sku").values("sku", "name", "price")
    return {row["sku"]: Price(name=row["name"], price=row["price"]) for row in rows}


def offer(field: Choice, prices: PriceList, unknown: str) -> None:
    """Fills the list with every course and what it costs; `unknown` are the words for none of them."""
    rows = [(sku, f"{course['name']} · {dong(course['price'])}") for sku, course in prices.items()]
    field.choices = [("", "—"), *rows, (UNKNOWN, unknown)]


def fingerprint(prices: PriceList) -> str:
    """The same for the same courses at the same prices, another for any others."""
    lines = "\n".join(f"{sku} {course['price']}" for sku, course in sorted(prices.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:_LENGTH]
