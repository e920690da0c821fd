"""Deliveries: how they stand all together, the list with its filters, and each one with every try."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.paginator import InfinitePaginator

from accounts.history.link import HasHistory
from forms_intake.admin import (
    deliveries_hand,
    deliveries_overview,
    deliveries_panel,
    deliveries_resend,
    deliveries_words,
)
from forms_intake.admin.deliveries_filter import CriteriaFilter, FilterForm
from forms_intake.admin.next_try import next_try
from forms_intake.deliveries import outbox
from forms_intake.enums import DeliveryState
from forms_intake.inbox.search import matching
from forms_intake.models import Delivery, Submission
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin

# More than a page is asked about first, and done in the background.
_MOST_AT_ONCE = 200


@admin.register(Delivery)
class DeliveryAdmin(HasHistory, ReadOnly, ModelAdmin):
    """The queue."""

    list_display = [
        "submission",
        "destination",
        "purpose",
        "state_words",
        "attempts",
        "answer",
        "next_try",
        "delivered_at",
    ]
    list_filter = [CriteriaFilter]
    search_fields = ["submission__reference"]
    search_help_text = _("Reference, name or telephone number")
    live_pause = 1000
    change_list_template = "admin/forms_intake/delivery/change_list.html"
    change_form_template = "admin/forms_intake/delivery/change_form.html"
    list_before_template = "admin/forms_intake/delivery/_before.html"
    ordering = ["-id"]
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    actions = ["send_again"]

    def get_urls(self) -> list[URLPattern]:
        """The buttons of the panel, and the page that asks about many."""
        view, stem = self.admin_site.admin_view, "forms_intake_delivery"
        return [
            path("send-again/", view(deliveries_resend.ask), name=f"{stem}_send_again_filtered"),
            path("<int:pk>/send-again/", view(deliveries_hand.send_again), name=f"{stem}_send_again"),
            path("<int:pk>/try-now/", view(deliveries_hand.try_now), name=f"{stem}_try_now"),
            path("<int:pk>/cancel/", view(deliveries_hand.cancel), name=f"{stem}_cancel"),
            *super().get_urls(),
        ]

    def live_topics(self, row: Any = None) -> list[str]:
        """The engine writes past the signals, and announces the queue and the slips."""
        return ["deliveries"] if row is None else [f"submission:{row.submission_id}"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """None: leases and keys are the engine's own, and the panel tells what happened."""
        return []

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """The form's own names too."""
        return lookup in FilterForm.base_fields or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Without the credentials, which nobody needs here and which may not be readable."""
        rows: QuerySet[Delivery] = super().get_queryset(request)
        return rows.select_related("submission", "destination__app").defer(
            "destination__config", "destination__app__config", "submission__sensitive", "submission__payload"
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Delivery], search_term: str
    ) -> tuple[QuerySet[Delivery], bool]:
        """By the slip, as the list of slips is searched."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(submission__in=matching(Submission.objects.all(), search_term).values("pk")), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The figures above the list, and our own form of filters."""
        page: HttpResponse = super().changelist_view(request, extra_context)
        if isinstance(page, TemplateResponse) and page.context_data and "cl" in page.context_data:
            changelist = page.context_data["cl"]
            page.context_data |= deliveries_overview.context(request, changelist)
            # The theme's own filters would stand beside ours.
            changelist.has_filters = False
        return page

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """The panel, for this one alone."""
        row: Delivery = kwargs["obj"]
        given = {"panel": deliveries_panel.of_delivery(row, request), "slip": row.submission}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    @action(description=_("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> HttpResponse | None:
        """For deliveries that were given up; others are left alone, and the reader is told."""
        chosen = list(queryset[: _MOST_AT_ONCE + 1])
        if len(chosen) > _MOST_AT_ONCE:
            given = {name: value for name, value in request.GET.dict().items() if name in FilterForm.base_fields}
            ask = reverse("admin:forms_intake_delivery_send_again_filtered")
            return HttpResponseRedirect(f"{ask}?{urlencode(given)}")
        count = outbox.send_again(chosen)
        if count:
            words = ngettext("%(count)s delivery is sent again.", "%(count)s deliveries are sent again.", count)
            messages.success(request, words % {"count": count})
        if left := len(chosen) - count:
            words = ngettext(
                "%(count)s was not given up, so it stays as it is.",
                "%(count)s were not given up, so they stay as they are.",
                left,
            )
            messages.info(request, words % {"count": left})
        return None

    @display(
        description=_("state"),
        ordering="state",
        label={
            DeliveryState.DELIVERED.label: "success",
            DeliveryState.DEAD.label: "danger",
            DeliveryState.LEASED.label: "info",
            DeliveryState.WAITING.label: "warning",
            DeliveryState.PARKED.label: "warning",
        },
    )
    def state_words(self, row: Delivery) -> str:
        """How far it is."""
        return deliveries_words.state(row)

    @display(description=_("last answer"), ordering="last_outcome")
    def answer(self, row: Delivery) -> str:
        """What came of the last try."""
        return row.get_last_outcome_display() or "—"

    @display(description=_("next try"), ordering="next_attempt_at")
    def next_try(self, row: Delivery) -> str:
        """When, or what it waits for."""
        return next_try(row) or "—"

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        """The office (accounts/roles.yaml)."""
        return request.user.has_perm("forms_intake.send_again_delivery")
