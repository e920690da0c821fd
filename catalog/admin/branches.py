"""Branches in the admin site."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.history.link import HasHistory
from catalog.admin.finding import found_in
from catalog.models import Branch
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

    list_display = ["name", "code", "address", "phone", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "code", "address"]
    search_help_text = _("Name, code or address, without marks too")
    fieldsets = [
        (None, {"fields": ["name", "code", "address", "phone", "is_active"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Branch], search_term: str
    ) -> tuple[QuerySet[Branch], bool]:
        """Marks make no difference."""
        return found_in(queryset, search_term, *self.search_fields), False
