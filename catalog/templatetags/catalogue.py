"""How pages write what the catalogue holds."""

from django import template

from catalog import prices
from catalog.importing.columns import COLUMNS

register = template.Library()


@register.filter
def dong(price: int) -> str:
    """9600000 → 9.600.000đ."""
    return prices.dong(price)


@register.filter
def column_label(name: str) -> str:
    """What people call a column of a sheet."""
    return str(COLUMNS[name])
