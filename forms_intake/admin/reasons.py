"""Reason templates: what administrators let the office choose from when it asks or declines."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from accounts.history.link import HasHistory
from forms_intake.models import ReasonTemplate
from school.archive_admin import ArchiveAdmin


@admin.register(ReasonTemplate)
class ReasonTemplateAdmin(HasHistory, ArchiveAdmin):
    """Kept in use or put away; a slip that was answered keeps its own words."""

    list_per_page = 50

    list_display: ClassVar[list[str]] = ["title", "verb", "form_type", "language", "place"]
    list_filter: ClassVar[list[str]] = ["verb", "form_type", "language"]
    search_fields: ClassVar[list[str]] = ["title", "text"]
    ordering: ClassVar[list[str]] = ["verb", "language", "place", "pk"]
    fields: ClassVar[list[str]] = ["verb", "form_type", "language", "title", "text", "place"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: archived instead."""
        return False
