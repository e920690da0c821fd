"""“Send again” for a filter: the page that asks, the page that shows how far it is, and those of the past."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.history.link import HasHistory
from forms_intake.admin.deliveries_filter import FilterForm, in_words
from forms_intake.deliveries import bulk
from forms_intake.deliveries.criteria import Criteria
from forms_intake.enums import DeliveryState, ResendState
from forms_intake.models import BulkResend, Destination
from school.archive import Refused
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin

_LIST = "admin:forms_intake_delivery_changelist"
_PROGRESS = "admin:forms_intake_bulkresend_change"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """GET names the filter and the number; POST starts."""
    if not request.user.has_perm("forms_intake.send_again_delivery"):
        raise PermissionDenied
    given = (request.POST if request.method == "POST" else request.GET).dict()
    form = FilterForm(given | {"state": DeliveryState.DEAD.value})
    if not form.is_valid():
        messages.error(request, _("Put the filters right first: %(sentence)s") % {"sentence": _first_error(form)})
        return redirect(_LIST)
    return _start(request, form.criteria()) if request.method == "POST" else _question(request, form)


def _question(request: HttpRequest, form: FilterForm) -> HttpResponse:
    criteria, destination = form.criteria(), form.cleaned_data["destination"]
    number = criteria.given_up().count()
    if not number:
        messages.info(request, _("Nothing that was given up fits these filters, so there is nothing to send again."))
        return redirect(_LIST)
    context = admin.site.each_context(request) | {
        "title": _("Send again"),
        "number": number,
        "filters": in_words(criteria, destination.name if destination else ""),
        "hidden": [(name, value) for name, value in criteria.stored().items() if name != "state"],
    }
    return TemplateResponse(request, "admin/forms_intake/delivery/send_again.html", context)


def _start(request: HttpRequest, criteria: Criteria) -> HttpResponse:
    try:
        resend = bulk.start(criteria, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_LIST)
    return redirect(_PROGRESS, resend.pk)


def _first_error(form: FilterForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops one that is running."""
    if not request.user.has_perm("forms_intake.cancel_bulkresend"):
        raise PermissionDenied
    resend = bulk.cancel(get_object_or_404(BulkResend.objects.all(), pk=pk), by=request.user)
    if resend.state == ResendState.CANCELLED:
        messages.success(request, _("Cancelled. What was sent again by then stays so."))
    else:
        messages.info(request, _("It was over already."))
    return redirect(_PROGRESS, pk)


@admin.register(BulkResend)
class BulkResendAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Who sent what again, and how far it is."""

    list_display = ["created_at", "filter_words", "progress", "state_words", "created_by", "finished_at"]
    list_display_links = ["created_at"]
    list_select_related = ["created_by"]
    change_form_template = "admin/forms_intake/bulkresend/change_form.html"
    live_pause = 1000
    ordering = ["-id"]
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        """One more: to stop it."""
        view = self.admin_site.admin_view(cancel)
        return [path("<int:pk>/cancel/", view, name="forms_intake_bulkresend_cancel"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """None: the page tells it in its own way."""
        return []

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkResend]:
        """With the name of the destination that its filter asks for."""
        rows: QuerySet[BulkResend] = super().get_queryset(request)
        wanted = Cast(KeyTextTransform("destination", OuterRef("criteria")), BigIntegerField())
        return rows.annotate(destination_name=Subquery(Destination.objects.filter(pk=wanted).values("name")[:1]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """How far it is, and the button that stops it."""
        row: BulkResend = kwargs["obj"]
        given = {
            "title": _("Sending again"),
            "resend": row,
            "is_running": row.state == ResendState.RUNNING,
            "filters": _filters(row),
            "left": max(row.total - row.done, 0),
            "passed_over": row.done - row.revived,
            "may_cancel": request.user.has_perm("forms_intake.cancel_bulkresend"),
            "deliveries_address": reverse(_LIST),
        }
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    @display(description=gettext_lazy("filter"))
    def filter_words(self, row: BulkResend) -> str:
        """What was meant."""
        return "; ".join(f"{label}: {value}" for label, value in _filters(row)) or _("Everything that was given up")

    @display(description=gettext_lazy("sent again"))
    def progress(self, row: BulkResend) -> str:
        """So many of so many."""
        return _("%(revived)s of %(total)s") % {"revived": row.revived, "total": row.total}

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={
            ResendState.RUNNING.label: "info",
            ResendState.FINISHED.label: "success",
            ResendState.CANCELLED.label: "warning",
        },
    )
    def state_words(self, row: BulkResend) -> str:
        """How far it is."""
        return row.get_state_display()


def _filters(row: Any) -> list[tuple[str, str]]:
    return in_words(Criteria.read(row.criteria), row.destination_name or "")
