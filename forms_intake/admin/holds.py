"""Holds: who is away until when, and the two things a person does about one, each with an address of its own."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminTextareaWidget

from accounts.history.link import HasHistory
from accounts.models import User
from forms_intake import access
from forms_intake.enums import HoldState
from forms_intake.holds import lifecycle
from forms_intake.inbox.search import matching
from forms_intake.models import Hold, Submission
from forms_intake.rules import hold_history
from forms_intake.work import Refused
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


class ExtendForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(
        label=gettext_lazy("Last day of the hold"),
        widget=UnfoldAdminDateWidget(attrs={"autofocus": True}),
        error_messages={"required": gettext_lazy("Enter the last day of the hold")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("One sentence. Whoever looks for it later reads it."),
    )


@admin.register(Hold)
class HoldAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Begun by an approval, moved and ended by the verbs of `holds.lifecycle`."""

    list_display = ["slip", "student", "starts_on", "ends_on", "returns_on", "state_words"]
    list_filter = ["state"]
    list_select_related = ["submission"]
    list_per_page = 50
    search_fields = ["submission__reference"]
    search_help_text = gettext_lazy(
        "Name (without marks too), telephone number or its last four digits, reference or a part of it"
    )
    ordering = ["returns_on", "pk"]
    fields = ["slip", "student", "starts_on", "ends_on", "returns_on", "state_words", "reason", "changed_by"]
    change_form_template = "admin/forms_intake/hold/change_form.html"

    def live_topics(self, row: Any = None) -> list[str]:
        """Its page shows the slip too."""
        return [*super().live_topics(row), *([f"submission:{row.submission_id}"] if row else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hold]:
        """Without what is encrypted, and without holds of slips that were put away."""
        rows: QuerySet[Hold] = super().get_queryset(request)
        return rows.filter(submission__archived_at=None).select_related("submission").defer("submission__sensitive")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Hold], search_term: str
    ) -> tuple[QuerySet[Hold], bool]:
        """As slips are searched."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(submission__in=matching(Submission.objects.all(), search_term).values("pk")), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them."""
        return list(self.fields)

    def get_urls(self) -> list[URLPattern]:
        """One address for each deed."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/extend/", view(extend), name="forms_intake_hold_extend"),
            path("<int:pk>/returned/", view(returned), name="forms_intake_hold_returned"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """What can be done stands above the dates."""
        given = {"hold_panel": panel(kwargs["obj"].submission, request)}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    @display(description=gettext_lazy("slip"), ordering="submission__reference")
    def slip(self, row: Hold) -> str:
        """By its reference."""
        return row.submission.reference

    @display(description=gettext_lazy("student"))
    def student(self, row: Hold) -> str:
        """Whose course rests."""
        return row.submission.student_name

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={HoldState.ACTIVE.label: "info", HoldState.LAPSED.label: "danger", HoldState.RETURNED.label: "success"},
    )
    def state_words(self, row: Hold) -> str:
        """Where it stands."""
        return row.get_state_display()


def panel(slip: Submission, request: HttpRequest) -> SafeString:
    """The dates that hold now, and the buttons that make sense; empty for a slip without a hold."""
    shown = facts(slip, request.user)
    return render_to_string("admin/forms_intake/_hold.html", shown, request) if shown else SafeString("")


def facts(slip: Submission, reader: Any) -> dict[str, Any]:
    """The hold, the leaves inside it, and whether the reader may act; nothing for a slip without one."""
    hold = Hold.objects.filter(submission=slip.pk).select_related("changed_by").first()
    if hold is None:
        return {}
    may = access.may_work(reader) and not (slip.is_archived or slip.purged_at)
    is_open = hold.state in (HoldState.PLANNED, HoldState.ACTIVE, HoldState.LAPSED)
    leaves = hold_history.open_leaves(slip, starts=hold.starts_on, ends=hold.ends_on) if is_open else []
    return {"hold": hold, "may_act": may and is_open, "leaves": leaves}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks until when and why; POST does it. Whoever is refused keeps what they typed."""
    hold = _opened(request, pk)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            stored = lifecycle.extend(hold, until=given["until"], by=cast(User, request.user), reason=given["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = _("%(slip)s is on hold until %(day)s.")
            messages.success(request, words % {"slip": hold, "day": date_format(stored.ends_on)})
            return redirect("admin:forms_intake_submission_change", hold.submission_id)
    title = _("Extend the hold %(slip)s") % {"slip": hold}
    context = admin.site.each_context(request) | {"title": title, "hold": hold, "form": form}
    return TemplateResponse(request, "admin/forms_intake/hold/extend.html", context)


@never_cache
@require_POST
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """The student is back."""
    hold = _opened(request, pk)
    try:
        lifecycle.returned(hold, by=cast(User, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(slip)s: the student is back.") % {"slip": hold})
    return redirect("admin:forms_intake_submission_change", hold.submission_id)


def _opened(request: HttpRequest, pk: int) -> Hold:
    if not access.may_work(request.user):
        raise PermissionDenied
    return get_object_or_404(Hold.objects.select_related("submission").defer("submission__sensitive"), pk=pk)
