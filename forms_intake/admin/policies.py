"""The rules of each slip, version by version: a change is a new version, and old ones are only looked at."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.history.link import HasHistory
from forms_intake import policies
from forms_intake.admin.policy_form import RULES, PolicyForm
from forms_intake.enums import FormType
from forms_intake.models import Policy
from forms_intake.slips.rows import Group, Row
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


@admin.register(Policy)
class PolicyAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Which numbers were in force when, and the page that puts new ones into force."""

    form = PolicyForm
    list_display = ["form_type", "version", "created_at", "created_by"]
    list_filter = ["form_type"]
    list_select_related = ["created_by"]
    ordering = ["form_type", "-version"]
    add_form_template = change_form_template = "admin/forms_intake/policy/change_form.html"

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
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """The row is written by the verb, which knows the next version."""
        assert not request.user.is_anonymous  # noqa: S101 - the admin has asked, the type checker cannot know
        obj.pk = policies.revise(_chosen(request), form.cleaned_data, by=request.user).pk
        obj.refresh_from_db()

    @display(description=_("Rules"))
    def rules(self, row: Policy) -> SafeString:
        """Every number with what it means; those a version does not name have the shipped value."""
        values = policies.at(row.form_type, row.version)
        rows = [Row(str(RULES[name].label), str(getattr(values, name)), "") for name in policies.names(row.form_type)]
        group = Group(str(_("Rules of version %(version)s") % {"version": row.version}), rows)
        return render_to_string("admin/forms_intake/_answers.html", {"groups": [group]})


def _chosen(request: HttpRequest) -> FormType:
    """The slip in the address; the leave request, which has most of the rules, when none is named."""
    try:
        return FormType(request.GET.get("form_type", FormType.LEAVE_REQUEST))
    except ValueError:
        raise Http404 from None
