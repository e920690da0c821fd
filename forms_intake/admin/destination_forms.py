"""The forms of destinations: what all kinds share, and what each must know to reach its place."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from forms_intake.admin.access_fields import SecretField, app_access, merged, say_what_stays, stored
from forms_intake.enums import DestinationKind, Flag, FormType
from forms_intake.lark import base_address, webhook
from forms_intake.lark.transports import Access
from forms_intake.models import Destination, LarkApp

_CHAT_ID = re.compile(r"oc_[A-Za-z0-9_-]{1,60}")


def _ticks(choices: list[tuple[str, Any]], label: Any, help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=help_text,
    )


# Possible spam is sent nowhere, so no destination can ask for it or shut it out.
_FLAGS = [choice for choice in Flag.choices if choice[0] != Flag.POSSIBLE_SPAM]


# Fields that may stay empty, and the key that is stored for each.
_STORED_AS = {"url": "url", "secret": "secret", "address": "table_id"}


class DestinationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Name and slips. `access_fields`: where to, and with which right; `asked_with`: what a test cannot do without."""

    kind: ClassVar[DestinationKind] = DestinationKind.EMAIL
    access_fields: ClassVar[tuple[str, ...]] = ()
    asked_with: ClassVar[tuple[str, ...]] = ()

    form_types = _ticks(FormType.choices, _("Slips"), _("None ticked: every slip"))
    only_flags = _ticks(
        _FLAGS,
        _("Only with one of these flags"),
        _("For example “Asks for another teacher” for the managers' group, which teachers do not read."),
    )
    except_flags = _ticks(
        _FLAGS,
        _("Not with any of these flags"),
        _("For example “Asks for another teacher” for a group that teachers read too."),
    )

    class Meta:
        model = Destination
        fields: ClassVar[list[str]] = ["name", "form_types", "only_flags", "except_flags", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.kind = self.kind
        self.kept = stored(self.instance)
        say_what_stays(self.fields, _STORED_AS, self.kept)

    def clean(self) -> dict[str, Any]:
        """A flag that is both wanted and unwanted would let nothing through."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        both = set(given.get("only_flags", [])) & set(given.get("except_flags", []))
        if both:
            words = ", ".join(str(Flag(flag).label) for flag in sorted(both))
            self.add_error("except_flags", _("Tick this in one of the two lists only: %(flags)s") % {"flags": words})
        return given

    def config(self) -> dict[str, Any]:
        """What is stored encrypted; to be asked once the form is clean."""
        return {}

    def access(self) -> Access:
        """With what was typed, as a transport gets it."""
        return Access(config=self.config(), app=app_access(self.cleaned_data.get("app")))

    def has_new_access(self) -> bool:
        """Whether it leads elsewhere, or with other rights, than what is stored."""
        return bool(set(self.access_fields) & set(self.changed_data))

    def save(self, commit: bool = True) -> Destination:
        """Puts the credentials into the encrypted column."""
        self.instance.config = self.config()
        saved: Destination = super().save(commit)
        return saved


class WebhookForm(DestinationForm):
    """A group's robot: its address and its secret."""

    kind = DestinationKind.WEBHOOK
    access_fields = ("url", "secret", "remove_secret")
    asked_with = access_fields

    url = forms.CharField(
        label=_("Webhook address"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
        help_text=_("From the Lark group: Settings, Bots, Custom bot."),
    )
    secret = SecretField(_("Signing secret"), _("When the robot has “Set signature verification”."))
    remove_secret = forms.BooleanField(
        label=_("The robot has no signing secret"), required=False, widget=UnfoldBooleanWidget
    )

    def clean_url(self) -> str:
        """An address of a Lark robot, or empty when one is stored."""
        url: str = self.cleaned_data["url"].strip()
        if url or not self.kept.get("url"):
            webhook.checked_url(url)
        return url

    def config(self) -> dict[str, Any]:
        """Address and secret."""
        config = merged(self.kept, {name: self.cleaned_data.get(name) for name in ("url", "secret")})
        if self.cleaned_data.get("remove_secret"):
            config.pop("secret", None)
        return config


def _app_field() -> "forms.ModelChoiceField[LarkApp]":
    return forms.ModelChoiceField(
        label=_("Lark app"),
        queryset=LarkApp.objects.defer("config"),
        widget=UnfoldAdminSelectWidget,
        empty_label=_("Choose the app"),
        error_messages={"required": _("Choose the app. If there is none yet, add one under Lark apps first.")},
    )


class MessageForm(DestinationForm):
    """A chat that the school's app writes to."""

    kind = DestinationKind.MESSAGE
    access_fields = ("app", "chat_id")
    # The list of chats is what the test is for while none is chosen.
    asked_with = ("app",)

    app = _app_field()
    chat_id = forms.CharField(
        label=_("Group"),
        max_length=64,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "oc_…"}),
        help_text=_("Choose the app, then “Read the list of groups and test” below; or paste the group's id."),
    )
    chat_name = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    fallback = forms.ModelChoiceField(
        label=_("Fallback"),
        required=False,
        queryset=Destination.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label=_("None: slips wait for the next month"),
        help_text=_(
            "A robot that takes over while the app's monthly quota is used up, and gets none of these slips until then."
        ),
    )

    class Meta(DestinationForm.Meta):
        fields: ClassVar[list[str]] = ["name", "app", "fallback", *DestinationForm.Meta.fields[1:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        robots = Destination.objects.without_access().filter(kind=DestinationKind.WEBHOOK)
        self.fields["fallback"].queryset = robots  # type: ignore[attr-defined]  # a ModelChoiceField's
        for name in ("chat_id", "chat_name"):
            self.fields[name].initial = self.kept.get(name, "")

    def clean_chat_id(self) -> str:
        """The id that Lark gave the chat."""
        chat_id: str = self.cleaned_data["chat_id"].strip()
        if not _CHAT_ID.fullmatch(chat_id):
            raise ValidationError(_("Choose a group from the list, or paste its id, which begins with oc_"))
        return chat_id

    def config(self) -> dict[str, Any]:
        """The chat, and its name for people; an id that was typed has none yet."""
        is_other = "chat_id" in self.changed_data and "chat_name" not in self.changed_data
        names = ("chat_id",) if is_other else ("chat_id", "chat_name")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class BaseForm(DestinationForm):
    """A table of a Base."""

    kind = DestinationKind.BASE
    access_fields = ("app", "address")
    asked_with = access_fields

    app = _app_field()
    address = forms.CharField(
        label=_("Address of the table"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
        help_text=_("Open the table in Lark and copy the address from the browser."),
    )

    class Meta(DestinationForm.Meta):
        fields: ClassVar[list[str]] = ["name", "app", *DestinationForm.Meta.fields[1:]]

    def clean_address(self) -> dict[str, str]:
        """The Base and the table that the address leads to."""
        address: str = self.cleaned_data["address"].strip()
        if not address and self.kept.get("table_id"):
            return {}
        place = base_address.parse(address)
        return {"app_token": place["app_token"], "table_id": place["table_id"]}

    def clean(self) -> dict[str, Any]:
        """Two destinations that write the same slips into one table would give each slip two rows."""
        given = super().clean()
        if "address" in given and given.get("is_active") and (other := self._twin(given)):
            words = _("“%(name)s” writes these slips into this table already. Choose another table or other slips.")
            self.add_error("address", words % {"name": other})
        return given

    def _twin(self, given: dict[str, Any]) -> Destination | None:
        place = {**self.kept, **given["address"]}
        others = Destination.objects.filter(kind=DestinationKind.BASE, is_active=True).exclude(pk=self.instance.pk)
        return next((row for row in others if stored(row) == place and _share_slips(row, given)), None)

    def config(self) -> dict[str, Any]:
        """Base and table."""
        return {**self.kept, **self.cleaned_data["address"]}


def _share_slips(row: Destination, given: dict[str, Any]) -> bool:
    """Whether some slip may be wanted by both."""
    kinds = given.get("form_types", [])
    if row.form_types and kinds and not set(row.form_types) & set(kinds):
        return False
    pairs = ((row.only_flags, given.get("except_flags", [])), (given.get("only_flags", []), row.except_flags))
    return not any(only and set(only) <= set(unwanted) for only, unwanted in pairs)


FORMS: dict[str, type[DestinationForm]] = {
    form.kind: form for form in (WebhookForm, MessageForm, BaseForm, DestinationForm)
}
