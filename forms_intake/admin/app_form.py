"""The form of a Lark app: its id, and three credentials that are never shown again."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from forms_intake.admin.access_fields import SecretField, merged, say_what_stays, stored
from forms_intake.models import LarkApp
from forms_intake.models.lark_app import FREE_PLAN_CALLS

_APP_ID = re.compile(r"cli_[A-Za-z0-9]{1,60}")
_SECRETS = ("app_secret", "verification_token", "encrypt_key")
# What calls to Lark are made with; the other two are for calls from Lark.
ACCESS = frozenset({"app_id", "app_secret"})
_NO_SECRET = _("Paste the App Secret from Lark's console.")


class LarkAppForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """An empty credential keeps the stored one."""

    app_id = forms.CharField(
        label=_("App ID"),
        max_length=64,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "cli_…"}),
        help_text=_("Lark Developer Console: your app, “Credentials & Basic Info”."),
    )
    app_secret = SecretField(_("App Secret"), _("Beside the App ID."))
    verification_token = SecretField(_("Verification Token"), _("“Events & Callbacks”, “Encryption Strategy”."))
    encrypt_key = SecretField(
        _("Encrypt Key"),
        _("At the same place, if you have set one; recommended. Then Lark signs what it calls here."),
    )
    remove_encrypt_key = forms.BooleanField(
        label=_("The app has no Encrypt Key"), required=False, widget=UnfoldBooleanWidget
    )
    monthly_quota = forms.IntegerField(
        label=_("Calls a month"),
        required=False,
        min_value=1,
        max_value=100_000_000,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("10,000 on Lark's free plan. Empty for a plan without a limit."),
    )

    class Meta:
        model = LarkApp
        fields: ClassVar[list[str]] = ["name", "app_id", "monthly_quota"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = stored(self.instance)
        say_what_stays(self.fields, {name: name for name in _SECRETS}, self.kept)
        # The star; the sentence for an empty one is the form's own, for it depends on the App ID too.
        self.fields["app_secret"].required = not self.kept.get("app_secret")
        self.fields["app_secret"].error_messages["required"] = _NO_SECRET
        if self.instance.pk is None:
            self.fields["monthly_quota"].initial = FREE_PLAN_CALLS

    def clean_app_id(self) -> str:
        """As Lark makes them."""
        app_id: str = self.cleaned_data["app_id"].strip()
        if not _APP_ID.fullmatch(app_id):
            raise ValidationError(_("Copy the App ID from Lark's console; it begins with cli_"))
        return app_id

    def clean_app_secret(self) -> str:
        """Another than the stored one for another app."""
        secret: str = self.cleaned_data["app_secret"]
        if not secret and self.instance.pk and "app_id" in self.changed_data:
            raise ValidationError(_("Another App ID has another secret. Paste it too."))
        return secret

    def config(self) -> dict[str, Any]:
        """What is stored encrypted."""
        config = merged(self.kept, {name: self.cleaned_data.get(name) for name in _SECRETS})
        if self.cleaned_data.get("remove_encrypt_key"):
            config.pop("encrypt_key", None)
        return config

    def access(self) -> dict[str, Any]:
        """With what was typed, as calls need it."""
        return {"app_id": self.cleaned_data["app_id"], **self.config()}

    def save(self, commit: bool = True) -> LarkApp:
        """Puts the credentials into the encrypted column."""
        self.instance.config = self.config()
        saved: LarkApp = super().save(commit)
        return saved
