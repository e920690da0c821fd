"""Who exported what: a list to look at."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.history.link import HasHistory
from forms_intake.enums import ExportState
from forms_intake.exports import words
from forms_intake.models import Export
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


@admin.register(Export)
class ExportAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Files of slips, and what became of them."""

    list_display = ["created_at", "created_by", "filter_words", "format", "number", "state_words", "downloads"]
    list_display_links = ["created_at"]
    list_select_related = ["created_by"]
    list_filter = ["state", "format"]
    fields = ["created_at", "created_by", "filter_words", "content", "format", "number", "state_words", "problem"]
    fields += ["finished_at", "expires_at", "size", "sha256", "downloads", "page"]
    readonly_fields = ["filter_words", "number", "state_words", "page"]
    ordering = ["-id"]
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False

    def live_topics(self, row: Any = None) -> list[str]:
        """Announced by the verbs of exports, for whoever may export."""
        return ["exports"] if row is None else [f"export:{row.pk}"]

    @display(description=gettext_lazy("filter"))
    def filter_words(self, row: Export) -> str:
        """What was meant."""
        return words.in_line(row)

    @display(description=gettext_lazy("slips"))
    def number(self, row: Export) -> str:
        """How many are in it, as far as anybody knows."""
        return "—" if row.total is None else str(row.done if row.state in _OVER else row.total)

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={
            ExportState.RUNNING.label: "info",
            ExportState.READY.label: "success",
            ExportState.FAILED.label: "danger",
            ExportState.CANCELLED.label: "warning",
        },
    )
    def state_words(self, row: Export) -> str:
        """How far it is."""
        return row.get_state_display()

    @display(description=gettext_lazy("page"))
    def page(self, row: Export) -> SafeString:
        """Where it can be had, or cancelled."""
        return format_html('<a href="{}">{}</a>', reverse("inbox:export_progress", args=[row.pk]), _("Open its page"))


_OVER = (ExportState.READY, ExportState.EXPIRED)
