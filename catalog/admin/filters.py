"""How the list of products is narrowed."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.enums import LOW_STOCK
from catalog.models import Product

_STATES = {
    "low": Q(stock__gt=0, stock__lte=LOW_STOCK),
    "none": Q(stock=0),
    "enough": Q(stock__gt=LOW_STOCK),
    "uncounted": Q(stock=None),
}
STOCK_WORDS = {
    "low": pgettext_lazy("stock", "Almost gone"),
    "none": pgettext_lazy("stock", "Sold out"),
    "enough": pgettext_lazy("stock", "Enough"),
    "uncounted": pgettext_lazy("stock", "Not counted"),
}


class StockFilter(admin.SimpleListFilter):
    """What has to be ordered, and what has to be counted."""

    title = _("stock")
    parameter_name = "in_stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The four states."""
        return list(STOCK_WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """Those in the state that was chosen."""
        return queryset.filter(_STATES[value]) if (value := self.value()) in _STATES else queryset


def stock_state(stock: int | None) -> str:
    """Which of the four it is."""
    if stock is None:
        return "uncounted"
    return "none" if not stock else "low" if stock <= LOW_STOCK else "enough"
