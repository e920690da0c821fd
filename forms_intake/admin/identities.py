"""Who somebody in Lark is: administrators look, and undo a link."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from accounts.entering import signed_in
from accounts.history.link import HasHistory
from forms_intake import access, identities
from forms_intake.models import LarkIdentity
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


@admin.register(LarkIdentity)
class LarkIdentityAdmin(HasHistory, ReadOnly, ModelAdmin):
    """People link themselves; here a link can be undone, for example of somebody who has left."""

    list_display = ["user", "app", "works", "linked_at"]
    list_filter = ["app"]
    list_select_related = ["user", "app"]
    list_per_page = 50
    search_fields = ["user__name", "user__email"]
    fields = ["user", "app", "open_id", "works", "linked_at"]
    change_form_template = "admin/forms_intake/larkidentity/change_form.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the app's secrets, which may not be readable."""
        return super().get_queryset(request).defer("app__config")

    def get_urls(self) -> list[URLPattern]:
        """One POST address beside Django's."""
        view = self.admin_site.admin_view
        unlink = path("<int:pk>/unlink/", view(require_POST(self.unlink)), name="forms_intake_larkidentity_unlink")
        return [unlink, *super().get_urls()]

    def unlink(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ends the link."""
        identity = get_object_or_404(LarkIdentity, pk=pk)
        identities.unlink(identity, by=signed_in(request))
        messages.success(request, _("The link of %(name)s is undone.") % {"name": identity.user})
        return redirect("admin:forms_intake_larkidentity_changelist")

    @display(description=gettext_lazy("May deal with slips"), boolean=True)
    def works(self, row: LarkIdentity) -> bool:
        """Asked at every press, so a link alone gives no right."""
        return access.may_work(row.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them."""
        return list(self.fields)
