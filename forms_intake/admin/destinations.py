"""Destinations: where slips go in Lark. Addresses and secrets are credentials, so they are shown masked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from accounts.history.link import HasHistory
from forms_intake import destinations, hints
from forms_intake.enums import DestinationKind, FormType
from forms_intake.lark import webhook
from forms_intake.models import Destination
from school.encryption import Undecryptable
from school.site_admin import ModelAdmin

_ACCESS = {"url", "secret", "remove_secret"}
_EDITED = ["kind", "name", "config", "form_types", "is_active"]


def _stored(row: Destination) -> dict[str, Any]:
    """Address and secret; none when their key is lost, so that they can be pasted anew."""
    try:
        return row.config
    except Undecryptable:
        return {}


class DestinationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Name, slips, and the robot's two credentials; an empty credential keeps the stored one."""

    url = forms.CharField(
        label=_("Webhook address"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("From the Lark group: Settings, Bots, Custom bot. Empty keeps the stored address."),
    )
    secret = forms.CharField(
        label=_("Signing secret"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("When the robot has “Set signature verification”. Empty keeps the stored secret."),
    )
    remove_secret = forms.BooleanField(label=_("The robot has no signing secret"), required=False)
    form_types = forms.MultipleChoiceField(
        label=_("Slips"),
        choices=FormType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every slip"),
    )

    class Meta:
        model = Destination
        fields = ["name", "form_types", "is_active"]

    def clean_url(self) -> str:
        """An address of a Lark robot, or empty when one is stored."""
        url: str = self.cleaned_data["url"].strip()
        if url or not _stored(self.instance).get("url"):
            webhook.checked_url(url)
        return url

    def save(self, commit: bool = True) -> Destination:
        """Puts the credentials into the encrypted column."""
        given = {name: self.cleaned_data[name] for name in ("url", "secret") if self.cleaned_data[name]}
        config = {**_stored(self.instance), **given}
        if self.cleaned_data["remove_secret"]:
            config.pop("secret", None)
        self.instance.config = config
        self.instance.kind = DestinationKind.WEBHOOK
        saved: Destination = super().save(commit)
        return saved


@admin.register(Destination)
class DestinationAdmin(HasHistory, ModelAdmin):
    """Saving a destination sends what waited for it."""

    form = DestinationForm
    list_display = ["name", "kind", "slips", "is_active", "circuit", "advice", "parked_until"]
    fields = ["name", "url", "masked_url", "secret", "remove_secret", "form_types", "is_active", "circuit", "advice"]
    readonly_fields = ["masked_url", "circuit", "advice"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Destination]:
        """The credentials are read one by one, and only where they are needed."""
        rows: QuerySet[Destination] = super().get_queryset(request)
        return rows.defer("config")

    def save_model(self, request: HttpRequest, obj: Destination, form: Any, change: bool) -> None:
        """What was held is tried at once."""
        # Not the columns that the engine writes meanwhile.
        obj.save(update_fields=_EDITED if change else None)
        destinations.reconfigured(obj, has_new_access=bool(_ACCESS & set(form.changed_data)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deliveries refer to it: it is switched off instead."""
        return False

    @display(description=_("Slips"))
    def slips(self, row: Destination) -> str:
        """Which kinds go there."""
        return ", ".join(str(FormType(name).label) for name in row.form_types) or str(_("All"))

    @display(description=_("Stored address"))
    def masked_url(self, row: Destination) -> str:
        """Enough to recognise it by."""
        url = str(_stored(row).get("url", ""))
        return f"{url[:36]}…{url[-4:]}" if url else "—"

    @display(description=_("What to do"))
    def advice(self, row: Destination) -> str:
        """A sentence while it is held."""
        return hints.sentence(row.circuit_error) or "—"
