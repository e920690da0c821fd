"""How pages write what the catalogue holds."""

from django import template

from catalog import prices

register = template.Library()


@register.filter
def dong(price: int) -> str:
    """9600000 → 9.600.000đ."""
    return prices.dong(price)
