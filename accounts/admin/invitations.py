"""Invitations in the admin site: who is invited, by whom, and what has become of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts import invitation_mail, invitations
from accounts.entering import signed_in
from accounts.enums import InvitationKind, InvitationState, Language, Role
from accounts.history.link import HasHistory
from accounts.models import Invitation, User
from accounts.people import Refused, may_grant
from accounts.signing import fields
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin

_MAIL_IS_LATE = gettext_lazy(
    "The mail server did not take the e-mail. It is tried again every 5 minutes. Check the address, or send it again."
)


class _OptionalName(fields.PersonName):
    """A name that the invited person may enter themself."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class ColleagueForm(forms.Form):
    """Whom to invite to what; only roles up to one's own are offered."""

    email = fields.Email(widget=UnfoldAdminEmailInputWidget())
    name = _OptionalName(widget=UnfoldAdminTextInputWidget(), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=UnfoldAdminSelectWidget())
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the e-mail"), choices=Language.choices, widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        role: Any = self.fields["role"]
        role.choices = [(value, label) for value, label in Role.choices if may_grant(by, value)]
        self.initial.setdefault("role", Role.TEACHER)
        self.fields["name"].label = gettext_lazy("Full name (optional)")


@admin.register(Invitation)
class InvitationAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Everything is done by verbs: invite, send again, revoke."""

    list_display = ["whom", "kind", "role_in_words", "state_in_words", "mail", "created_by", "expires_at"]
    list_filter = ["kind", "role"]
    list_select_related = ["created_by"]
    list_per_page = 50
    search_fields = ["email", "name"]
    fields = [
        "whom",
        "kind",
        "role_in_words",
        "state_in_words",
        "mail",
        "created_by",
        "created_at",
        "expires_at",
        "used",
        "accepted_by",
    ]
    change_form_template = "admin/accounts/invitation/change_form.html"

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Whoever may invite."""
        return request.user.has_perm("accounts.add_invitation")

    def get_urls(self) -> list[URLPattern]:
        """Two POST addresses beside Django's."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/renew/", view(require_POST(self.renew)), name="accounts_invitation_renew"),
            path("<int:pk>/revoke/", view(require_POST(self.revoke)), name="accounts_invitation_revoke"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Invites one colleague. Outside a transaction: the row must stand before the e-mail goes."""
        by = signed_in(request)
        form = ColleagueForm(request.POST if request.method == "POST" else None, by=by)
        if request.method == "POST" and form.is_valid():
            try:
                invitation = invitations.invite_colleague(**form.cleaned_data, by=by)
            except Refused as refused:
                form.add_error("email", str(refused))
            else:
                return self._mailed(request, invitation)
        context = self.admin_site.each_context(request) | {
            "title": _("Invite a colleague"),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/invitation/invite.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The facts, and the buttons that still make sense."""
        found = Invitation.objects.filter(pk=object_id).first() if object_id and object_id.isdecimal() else None
        context = {"may_renew": False, "may_revoke": False, "show_save": False}
        if found and invitations.may_handle(signed_in(request), found):
            is_account = found.kind == InvitationKind.ACCOUNT
            context["may_renew"] = is_account and found.state in {InvitationState.WAITING, InvitationState.EXPIRED}
            context["may_revoke"] = found.state == InvitationState.WAITING
        response: HttpResponse = super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )
        return response

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sends the e-mail again, with a new link."""
        return self._tried(request, pk, lambda row, by: self._mailed(request, invitations.renew(row, by=by)))

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ends the link."""

        def revoked(row: Invitation, by: User) -> HttpResponse:
            invitations.revoke(row, by=by)
            messages.success(request, _("The invitation is revoked. Its link lets nobody in any more."))
            return redirect("admin:accounts_invitation_change", pk)

        return self._tried(request, pk, revoked)

    @display(description=gettext_lazy("Invited"))
    def whom(self, row: Invitation) -> str:
        """The address, or what a guest link is for."""
        return row.email or row.name or row.leads_to

    @display(description=gettext_lazy("Role"), ordering="role")
    def role_in_words(self, row: Invitation) -> str:
        """A guest has none, whatever the column needs."""
        return "—" if row.kind == InvitationKind.GUEST else str(row.get_role_display())

    @display(description=gettext_lazy("State"), label=True)
    def state_in_words(self, row: Invitation) -> str:
        """Waiting, accepted, used up, expired or revoked."""
        return str(row.state.label)

    @display(description=gettext_lazy("E-mail"))
    def mail(self, row: Invitation) -> str:
        """When it was sent, or that it has not been yet."""
        if row.mail_due_at and row.state == InvitationState.WAITING:
            return str(_("Not sent yet, is tried again"))
        return date_format(localtime(row.mailed_at), "SHORT_DATETIME_FORMAT") if row.mailed_at else "—"

    @display(description=gettext_lazy("Used"))
    def used(self, row: Invitation) -> str:
        """How often, of how often."""
        return f"{row.uses} / {row.most_uses or '∞'}"

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> list[str]:
        """A guest link is nobody's in particular: nobody accepts it, and no e-mail is sent."""
        is_guest = obj is not None and obj.kind == InvitationKind.GUEST
        return [name for name in self.fields if not (is_guest and name in {"role_in_words", "mail", "accepted_by"})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them."""
        return list(self.fields)

    def _mailed(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        if invitation_mail.send(invitation):
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
        else:
            messages.error(request, str(_MAIL_IS_LATE))
        return redirect("admin:accounts_invitation_change", invitation.pk)

    def _tried(self, request: HttpRequest, pk: int, verb: Callable[[Invitation, User], HttpResponse]) -> HttpResponse:
        row = get_object_or_404(Invitation, pk=pk)
        try:
            return verb(row, signed_in(request))
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("admin:accounts_invitation_change", pk)
