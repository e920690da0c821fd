"""Deliveries: what Lark is owed, and the one button that starts a given-up one anew."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.paginator import InfinitePaginator

from forms_intake.deliveries import outbox
from forms_intake.models import Delivery, DeliveryAttempt
from school.readonly import ReadOnly


class AttemptInline(ReadOnly, TabularInline):
    """Every call to Lark."""

    model = DeliveryAttempt
    extra = 0
    fields = ["started_at", "finished_at", "outcome", "http_status", "code", "message", "log_id", "is_ambiguous"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin):
    """The queue."""

    list_display = ["submission", "destination", "state", "attempts", "last_outcome", "next_attempt_at", "delivered_at"]
    list_filter = ["state", "destination"]
    list_select_related = ["submission", "destination"]
    search_fields = ["submission__reference"]
    ordering = ["-id"]
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    inlines = [AttemptInline]
    actions = ["send_again"]

    @action(description=_("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """For deliveries that were given up."""
        count = outbox.send_again(queryset)
        words = ngettext("%(count)s delivery is sent again.", "%(count)s deliveries are sent again.", count)
        messages.success(request, words % {"count": count})

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        """Whoever may change submissions."""
        return request.user.has_perm("forms_intake.change_submission")
