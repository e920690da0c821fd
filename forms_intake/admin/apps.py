"""The school's apps in Lark: who the server is there, and how much of the month's calls is used."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from accounts.history.link import HasHistory
from forms_intake import lark_apps
from forms_intake.admin.access_fields import UNREADABLE, is_unreadable, stored
from forms_intake.admin.app_form import ACCESS, LarkAppForm
from forms_intake.enums import Circuit
from forms_intake.lark import checks
from forms_intake.models import LarkApp
from school import clock
from school.site_admin import ModelAdmin

_EDITED = ["name", "app_id", "config", "monthly_quota"]
_SECRETS = ["app_secret", "verification_token", "encrypt_key"]


@admin.register(LarkApp)
@method_decorator(require_POST, name="test")
class LarkAppAdmin(HasHistory, ModelAdmin):
    """Saving one sends what waited for it."""

    form = LarkAppForm
    # The month's calls.
    live_also = ("deliveries",)
    live_pause = 1000
    list_display = ["name", "app_id", "usage", "state"]
    fields = ["name", "app_id", *_SECRETS, "remove_encrypt_key", "stored_secrets", "monthly_quota", "usage"]
    readonly_fields = ["stored_secrets", "usage"]
    add_form_template = change_form_template = "admin/forms_intake/larkapp/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Two more: the test of what is typed, for a new app and a stored one."""
        view = self.admin_site.admin_view(self.test)
        own = [
            path("test/", view, name="forms_intake_larkapp_test_new"),
            path("<int:pk>/test/", view, name="forms_intake_larkapp_test"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LarkApp]:
        """Credentials are read one by one, and only where they are needed."""
        rows: QuerySet[LarkApp] = super().get_queryset(request)
        return rows.defer("config").annotate(calls=lark_apps.usage_of_month())

    def get_fields(self, request: HttpRequest, obj: LarkApp | None = None) -> list[str]:
        """A new one has nothing stored and nothing used."""
        return [name for name in self.fields or () if obj or name not in {*self.readonly_fields, "remove_encrypt_key"}]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kw: Any) -> TemplateResponse:
        """With the address that Lark's console wants."""
        row: LarkApp | None = kw.get("obj")
        given: dict[str, Any] = {"test_address": reverse("admin:forms_intake_larkapp_test_new")}
        if row:
            given = {
                "test_address": reverse("admin:forms_intake_larkapp_test", args=[row.pk]),
                "callback_address": f"{settings.SITE_URL}/lark/callbacks/{row.app_id}/",
                "unreadable": UNREADABLE if is_unreadable(row) else "",
            }
        answer: TemplateResponse = super().render_change_form(request, context | given, **kw)
        return answer

    def save_model(self, request: HttpRequest, obj: LarkApp, form: Any, change: bool) -> None:
        """What its destinations held is tried at once."""
        # Not the column that the engine writes meanwhile.
        obj.save(update_fields=_EDITED if change else None)
        changed = set(form.changed_data)
        lark_apps.reconfigured(obj, has_new_access=bool(ACCESS & changed), has_new_quota="monthly_quota" in changed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Destinations and their history refer to it."""
        return False

    def test(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Asks Lark for a token with what stands in the form: free of charge, and nothing is sent."""
        if not request.user.has_perm(f"forms_intake.{'change' if pk else 'add'}_larkapp"):
            raise PermissionDenied
        row = get_object_or_404(LarkApp.objects.defer("config"), pk=pk) if pk else None
        form = LarkAppForm(request.POST, instance=row)
        form.full_clean()
        errors = [(form.fields[name].label, error) for name in sorted(ACCESS) for error in form.errors.get(name, [])]
        given: dict[str, Any] = {"errors": errors}
        if not errors:
            report, is_new = checks.check_app_access(form.access()), bool(ACCESS & set(form.changed_data))
            released = _released(pk) if pk and report.ok and not is_new else ""
            given = {"report": report, "is_new": is_new, "released": released}
        given |= {"back": reverse("admin:forms_intake_larkapp_change", args=[pk]) if pk else ""}
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Test connection"), **given}
        name = "_report" if request.headers.get("X-Part") == "report" else "report"
        response = TemplateResponse(request, f"admin/forms_intake/destination/{name}.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @display(description=gettext_lazy("This month"))
    def usage(self, row: Any) -> str:
        """Calls, and the share of the plan."""
        calls = number_format(row.calls, force_grouping=True)
        if not row.monthly_quota:
            return _("%(calls)s calls") % {"calls": calls}
        quota = number_format(row.monthly_quota, force_grouping=True)
        share = row.calls * 100 // row.monthly_quota
        return _("%(calls)s / %(quota)s calls, %(share)s%%") % {"calls": calls, "quota": quota, "share": share}

    @display(description=gettext_lazy("state"), label={"waiting": "warning", "running": "success"})
    def state(self, row: LarkApp) -> tuple[str, str]:
        """Whether Lark has said that the month's calls are used up."""
        if row.parked_until and row.parked_until > clock.now():
            moment = date_format(timezone.localtime(row.parked_until), "H:i d/m")
            return "waiting", _("Monthly quota used up, waits until %(moment)s") % {"moment": moment}
        return "running", _("Running")

    @display(description=gettext_lazy("Stored credentials"))
    def stored_secrets(self, row: LarkApp) -> str:
        """Which there are, and nothing of what they are."""
        kept = stored(row)
        labels = [str(LarkAppForm.declared_fields[name].label) for name in _SECRETS if kept.get(name)]
        return ", ".join(labels) or "—"


def _released(pk: int) -> str:
    """A fault that is mended in Lark needs no saving here."""
    app = LarkApp.objects.defer("config").get(pk=pk)
    if not app.destinations.filter(circuit=Circuit.OPEN).exists():
        return ""
    lark_apps.reconfigured(app, has_new_access=False, has_new_quota=False)
    return _("What waited for this app goes out now.")
