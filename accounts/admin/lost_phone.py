"""The button on a person's page for the day their phone is lost."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.people import Refused
from accounts.second_factor import lost_phone


class ReasonForm(forms.Form):
    """Why, in the history; needed towards another administrator."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("How you made sure that it is this person. Needed for an administrator's account."),
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )


class LostPhone:
    """Mixed into the admin of users."""

    admin_site: Any
    get_object: Any
    actions_detail = ["reset_second_factor"]

    @action(
        description=gettext_lazy("Reset the second step"),
        permissions=["reset_second_factor"],
        url_path="reset-second-factor",
    )
    def reset_second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks for the reason, then does it."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                lost_phone.reset(person, by=cast(User, request.user), reason=form.cleaned_data["reason"])
            except Refused as refused:
                form.add_error("reason", str(refused))
            else:
                messages.success(request, _("The second step is reset. The person is told by e-mail."))
                return redirect("admin:accounts_user_change", object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reset the second step of %(name)s?") % {"name": person},
            "person": person,
            "form": form,
        }
        return TemplateResponse(request, "admin/accounts/user/reset_second_factor.html", context)

    def has_reset_second_factor_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Shown where there is something to reset."""
        person = self.get_object(request, object_id) if object_id else None
        if person is None or not lost_phone.may_reset(cast(User, request.user), person):
            return False
        return bool(Authenticator.objects.filter(user_id=person.pk).exists())
