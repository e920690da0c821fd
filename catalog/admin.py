"""Branches and products in the admin site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from catalog.models import Branch, Product


class NeverDeleted(ModelAdmin):
    """Rows that old slips refer to are archived, never deleted by hand."""

    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Branch)
class BranchAdmin(NeverDeleted):
    """Where lessons are given."""

    list_display = ["name", "code", "address", "phone", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "code", "address"]


@admin.register(Product)
class ProductAdmin(NeverDeleted):
    """What is sold."""

    list_display = ["name", "sku", "kind", "price", "stock", "status"]
    list_filter = ["kind", "status"]
    search_fields = ["name", "sku"]
    readonly_fields = ["status"]
