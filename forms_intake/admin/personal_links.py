"""Personal links in the admin site: made from a slip or by typing, shown once with their code, and ended."""

from typing import Any, cast

import segno
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.history.link import HasHistory
from accounts.models import User
from forms_intake import personal_links
from forms_intake.admin import posters
from forms_intake.admin.personal_link_form import PersonalLinkForm
from forms_intake.entry import family
from forms_intake.enums import LinkState
from forms_intake.models import PersonalLink, Submission
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin, keys


@admin.register(PersonalLink)
class PersonalLinkAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Everything is done by verbs: make, revoke."""

    list_display = ["student_name", "form_type", "state_in_words", "uses", "last_used_at", "created_by", "expires_at"]
    list_filter = ["form_type"]
    list_select_related = ["created_by"]
    list_per_page = 50
    search_fields = ["student_name"]
    ordering = ["-created_at", "-id"]
    paginator = InfinitePaginator
    show_full_result_count = False
    fields = ["student_name", "form_type", "state_in_words", "uses", "last_used_at", "submission"]
    fields += ["created_by", "created_at", "expires_at", "revoked_at"]
    list_before_template = "admin/forms_intake/poster/_way.html"
    change_form_template = "admin/forms_intake/personallink/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonalLink]:
        """What a link brings along is not even read here."""
        rows: QuerySet[PersonalLink] = super().get_queryset(request)
        return rows.defer("given")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Whoever may make links."""
        return request.user.has_perm("forms_intake.add_personallink")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them."""
        return list(self.fields)

    def get_urls(self) -> list[URLPattern]:
        """One POST address beside Django's, and the posters, which have no table of their own."""
        view = self.admin_site.admin_view
        own = path("<int:pk>/revoke/", view(require_POST(self.revoke)), name="forms_intake_personallink_revoke")
        return [own, *posters.urls(), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Asks whose data; the answer to the post is the only page that shows the link."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return never_cache(self._make)(request)

    def _make(self, request: HttpRequest) -> HttpResponse:
        slip = _slip(request)
        initial = {**family.of_slip(slip), **family.lessons(slip.payload), "form_type": slip.form_type} if slip else {}
        form = PersonalLinkForm(request.POST if request.method == "POST" else None, initial=initial)
        context = self.admin_site.each_context(request) | {"opts": self.opts, "slip": slip, "form": form}
        if request.method != "POST" or not form.is_valid():
            context["title"] = _("Make a personal link")
            return TemplateResponse(request, "admin/forms_intake/personallink/make.html", context)
        link, address = personal_links.make(
            form_type=form.cleaned_data["form_type"],
            given=form.given(),
            by=cast(User, request.user),
            submission=slip,
        )
        context |= {"title": _("The personal link is ready"), "link": link, "address": address, "code": code(address)}
        return TemplateResponse(request, "admin/forms_intake/personallink/made.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The facts, and the button that still makes sense."""
        found = self.get_queryset(request).filter(pk__in=keys(PersonalLink, [object_id or ""])).first()
        may = request.user.has_perm("forms_intake.revoke_personallink")
        given = {"may_revoke": may and found is not None and found.state == LinkState.OPEN, "show_save": False}
        page: HttpResponse = super().changeform_view(request, object_id, form_url, (extra_context or {}) | given)
        return page

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ends the link."""
        row = get_object_or_404(PersonalLink.objects.defer("given"), pk=pk)
        try:
            personal_links.revoke(row, by=cast(User, request.user))
        except personal_links.Refused as refused:
            raise PermissionDenied from refused
        messages.success(request, _("The link is revoked. It opens nothing any more."))
        return redirect("admin:forms_intake_personallink_change", pk)

    @display(
        description=gettext_lazy("State"),
        label={LinkState.OPEN.label: "success", LinkState.EXPIRED.label: "info", LinkState.REVOKED.label: "danger"},
    )
    def state_in_words(self, row: PersonalLink) -> str:
        """Works, expired or revoked."""
        return str(row.state.label)


def code(address: str) -> SafeString:
    """The address as a QR code, black on white whatever the theme: cameras need that."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr"))  # noqa: S308 - drawn by segno, holds no text


def _slip(request: HttpRequest) -> Submission | None:
    """The slip whose data are to be taken over, if the address names one that still has them."""
    asked = keys(Submission, [request.GET.get("submission", "")])
    return Submission.objects.active().filter(purged_at=None, pk__in=asked).defer("sensitive").first()
