"""The books of stock and of prices: to read, newest first. Lines are written by the buttons of a product's page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from catalog.admin.finding import found_in
from catalog.models import PriceChange, StockMovement
from catalog.prices import dong
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


class Book(ReadOnly, ModelAdmin):
    """What the two have in common."""

    list_select_related = ["product", "by"]
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    search_fields = ["product__name", "product__sku"]
    search_help_text = _("Name or SKU of the product, without marks too")
    ordering = ["-id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Marks make no difference."""
        return found_in(queryset, search_term, *self.search_fields), False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """The whole book of one product, too."""
        return lookup == "product__id__exact" or super().lookup_allowed(lookup, value, request)


@admin.register(StockMovement)
class StockMovementAdmin(Book):
    """What came and went."""

    list_display = ["at", "product", "kind", "quantity", "after", "note", "by"]
    list_filter = ["kind"]
    date_hierarchy = "at"
    fields = ["product", "kind", "quantity", "after", "note", "at", "by"]
    readonly_fields = fields

    @display(description=_("quantity"), ordering="delta")
    def quantity(self, row: StockMovement) -> str:
        """With its sign."""
        return row.signed


@admin.register(PriceChange)
class PriceChangeAdmin(Book):
    """What cost how much until when."""

    list_display = ["at", "product", "before", "since", "reason", "by"]
    date_hierarchy = "at"
    fields = ["product", "before", "since", "reason", "at", "by"]
    readonly_fields = fields

    @display(description=_("old price"), ordering="was")
    def before(self, row: PriceChange) -> str:
        """As prices are written here."""
        return dong(row.was)

    @display(description=_("new price"), ordering="price")
    def since(self, row: PriceChange) -> str:
        """As prices are written here."""
        return dong(row.price)
