"""What a cell means, column by column: the rules of django-import-export's widgets are those of the verbs."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from catalog import prices, products, stock
from catalog.importing.columns import kind_of
from school.archive import Refused

_NUMBER = re.compile(r"[0-9]{1,9}|[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})?")


class Rule(Widget):  # type: ignore[misc]  # ships without type information
    """A cell read by a function that says what to do about what it cannot read."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:
        """What the cell means."""
        try:
            return self.read(str(value or ""))
        except Refused as refused:
            raise ValidationError(str(refused)) from refused


def kind(cell: str) -> str:
    """The kind."""
    if not (found := kind_of(cell)):
        raise Refused(_("Kind: write course, book, instrument or lesson package"))
    return found


def price(cell: str) -> int:
    """Whole dong."""
    try:
        return prices.read(cell)
    except prices.NotAPrice as error:
        raise Refused(prices.how_to_write()) from error


def counted(cell: str) -> int | None:
    """How many are there; empty is not counted."""
    plain = cell.strip()
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain) or (number := int(re.sub("[.,]", "", plain))) > stock.MOST:
        raise Refused(_("Stock: write a whole number from 0 to %(most)s, or leave it empty") % {"most": "1.000.000"})
    return number


name, sku = products.name_of, products.sku_of
