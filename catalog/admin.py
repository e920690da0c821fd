"""Branches and products in the admin site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.history.link import HasHistory
from catalog import prices
from catalog.enums import ProductStatus
from catalog.models import Branch, Product
from school.archive_admin import ArchiveAdmin
from school.site_admin import ModelAdmin


class NeverDeleted(ArchiveAdmin, ModelAdmin):
    """Rows that old slips refer to are archived, never deleted by hand."""

    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Branch)
class BranchAdmin(HasHistory, NeverDeleted):
    """Where lessons are given."""

    live_topics = ("branches", "branch")

    list_display = ["name", "code", "address", "phone", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "code", "address"]


@admin.register(Product)
class ProductAdmin(HasHistory, NeverDeleted):
    """What is sold."""

    live_topics = ("products", "product")

    list_display = ["name", "sku", "kind", "dong", "stock"]
    list_filter = ["kind"]
    search_fields = ["name", "sku"]
    readonly_fields = ["status_word"]

    @display(description=_("price"), ordering="price")
    def dong(self, row: Product) -> str:
        """As prices are written here: 9.600.000đ."""
        return prices.dong(row.price)

    @display(description=_("status"), ordering="status")
    def status_word(self, row: Product) -> str:
        """A computed column has no words of its own; a product that is being added has none yet."""
        return str(ProductStatus(row.status).label) if row.pk else "—"
