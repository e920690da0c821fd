"""The rules of each slip, version by version: a change is a new version, and old ones are only looked at."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from accounts.history.link import HasHistory
from forms_intake import policies, policy_changes
from forms_intake.admin import policy_preview
from forms_intake.admin.policy_form import RULES, PolicyForm
from forms_intake.enums import FormType
from forms_intake.models import Policy
from forms_intake.policy_changes import Difference
from forms_intake.slips.rows import Group, Row
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


@admin.register(Policy)
class PolicyAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Which numbers were in force when, and the page that puts new ones into force."""

    form = PolicyForm
    list_display = ["form_type", "version", "changes", "created_at", "created_by"]
    list_filter = ["form_type"]
    list_select_related = ["created_by"]
    ordering = ["form_type", "-version"]
    add_form_template = change_form_template = "admin/forms_intake/policy/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """One more page: what a sender would read under numbers that are not in force yet."""
        view = self.admin_site.admin_view(require_POST(self.preview))
        return [path("preview/", view, name="forms_intake_policy_preview"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        """With the numbers of the version before: one query for the whole list."""
        before = Policy.objects.filter(form_type=OuterRef("form_type"), version=OuterRef("version") - 1)
        rows: QuerySet[Policy] = super().get_queryset(request)
        return rows.annotate(before=Subquery(before.values("values")[:1]))

    def preview(self, request: HttpRequest) -> TemplateResponse:
        """What would change, and the sentences with the typed numbers. Writes nothing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        kind = _chosen(request)
        form = self.get_form(request, None)(request.POST)
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Preview of the rules")}
        return TemplateResponse(
            request, "admin/forms_intake/policy/preview.html", context | policy_preview.context(kind, form)
        )

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Administrators."""
        return request.user.has_perm("forms_intake.add_policy")

    def get_fields(self, request: HttpRequest, obj: Policy | None = None) -> list[Any]:
        """A stored version with its rules in words; a new one with boxes."""
        return (
            ["form_type", "version", "created_at", "created_by", "rules"] if obj else policies.names(_chosen(request))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> list[Any]:
        """A new version is all boxes."""
        return ["rules"] if obj else []

    def get_form(self, request: HttpRequest, obj: Policy | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form begins with the numbers in force for the slip that the address names."""
        if obj:
            return super().get_form(request, obj, change, **kwargs | {"form": ModelForm})
        form = super().get_form(request, obj, change, **kwargs | {"fields": []})
        return type("NewPolicyForm", (form,), {"in_force": policies.current(_chosen(request))})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """The page of a new version offers the other slips; the page of an old one the way to change it."""
        row: Policy | None = kwargs.get("obj")
        chosen = row.form_type if row else _chosen(request)
        given = {"slips": FormType.choices, "chosen": chosen, "chosen_label": FormType(chosen).label}
        address = reverse("admin:forms_intake_policy_preview")
        given["preview"] = {"formaction": f"{address}?form_type={chosen}"}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """The row is written by the verb, which knows the next version."""
        assert not request.user.is_anonymous  # noqa: S101 - the admin has asked, the type checker cannot know
        obj.pk = policies.revise(_chosen(request), form.cleaned_data, by=request.user).pk
        obj.refresh_from_db()

    @display(description=_("Changes"))
    def changes(self, row: Policy) -> SafeString | str:
        """Which numbers are others than in the version before."""
        told = (f"{RULES[name].label}: {before} → {after}" for name, before, after in _differences(row))
        return format_html_join("; ", "{}", ((words,) for words in told)) or "—"

    @display(description=_("Rules"))
    def rules(self, row: Policy) -> SafeString:
        """Every number with what it means and what it was; those a version does not name have the shipped value."""
        values = policies.typed(row)
        before = {difference.name: difference.before for difference in _differences(row)}
        rows = [
            Row(str(RULES[name].label), _number(values, name, before), "") for name in policies.names(row.form_type)
        ]
        group = Group(str(_("Rules of version %(version)s") % {"version": row.version}), rows)
        return render_to_string("admin/forms_intake/_answers.html", {"groups": [group]})


def _differences(row: Policy) -> list[Difference]:
    """Against the version before; the first one has none."""
    if row.version == 1:
        return []
    now = policies.typed(row)
    before = Policy(form_type=row.form_type, version=row.version - 1, values=row.before or {})  # type: ignore[attr-defined]  # annotated above
    return policy_changes.between(policies.typed(before), now)


def _number(values: policies.PolicyValues, name: str, before: dict[str, int]) -> str:
    shown = str(getattr(values, name))
    return str(_("%(now)s (before: %(before)s)") % {"now": shown, "before": before[name]}) if name in before else shown


def _chosen(request: HttpRequest) -> FormType:
    """The slip in the address; the leave request, which has most of the rules, when none is named."""
    try:
        return FormType(request.GET.get("form_type", FormType.LEAVE_REQUEST))
    except ValueError:
        raise Http404 from None
