"""Deliveries: what Lark is owed, and the one button that starts a given-up one anew."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline
from unfold.decorators import action, display
from unfold.paginator import InfinitePaginator

from accounts.history.link import HasHistory
from forms_intake import hints
from forms_intake.admin.next_try import next_try
from forms_intake.deliveries import outbox
from forms_intake.models import Delivery, DeliveryAttempt
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


class AttemptInline(ReadOnly, TabularInline):
    """Every call to Lark."""

    model = DeliveryAttempt
    extra = 0
    # Its time and answer stand in columns of their own.
    hide_title = True
    fields = ["started_at", "finished_at", "outcome", "http_status", "code", "message", "log_id", "is_ambiguous"]


@admin.register(Delivery)
class DeliveryAdmin(HasHistory, ReadOnly, ModelAdmin):
    """The queue."""

    list_display = ["submission", "destination", "state", "attempts", "last_outcome", "next_try", "delivered_at"]
    # Leases and keys are the engine's own; the attempts below tell what happened.
    fields = [
        "submission",
        # Not the column itself: the admin would link it, and the office may not open destinations.
        "destination_name",
        "purpose",
        "state",
        "attempts",
        "last_outcome",
        "advice",
        "next_try",
        "created_at",
        "delivered_at",
    ]
    list_filter = ["state", "destination"]
    search_fields = ["submission__reference"]
    ordering = ["-id"]
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    inlines = [AttemptInline]
    actions = ["send_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Without the credentials, which nobody needs here and which may not be readable."""
        rows: QuerySet[Delivery] = super().get_queryset(request)
        return rows.select_related("submission", "destination").defer("destination__config")

    @action(description=_("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """For deliveries that were given up."""
        count = outbox.send_again(queryset)
        words = ngettext("%(count)s delivery is sent again.", "%(count)s deliveries are sent again.", count)
        messages.success(request, words % {"count": count})

    @display(description=_("destination"))
    def destination_name(self, row: Delivery) -> str:
        """Where it goes."""
        return row.destination.name

    @display(description=_("What to do"))
    def advice(self, row: Delivery) -> str:
        """A sentence when a person is needed."""
        return hints.sentence(row.last_error) or "—"

    @display(description=_("next try"), ordering="next_attempt_at")
    def next_try(self, row: Delivery) -> str:
        """When, or what it waits for."""
        return next_try(row) or "—"

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        """The office (accounts/roles.yaml)."""
        return request.user.has_perm("forms_intake.send_again_delivery")
