"""The timeline's place in the menu of the admin site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path

from accounts.models import History
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


@admin.register(History)
class HistoryAdmin(ReadOnly, ModelAdmin):
    """Leads to the timeline; single contexts have no pages."""

    def get_urls(self) -> list[URLPattern]:
        """The list only."""
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="accounts_history_changelist")]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """The menu's link."""
        return redirect("history:timeline")
