"""What invited people, and those who invite, fill in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import PASSWORD_HINT
from accounts.models import User
from accounts.signing import fields


class GuestForm(forms.Form):
    """How a guest wants to be called."""

    name = fields.PersonName(label=_("Your name"))


class NewAccountForm(forms.Form):
    """Name and password; `email` is what the password is compared with."""

    name = fields.PersonName()
    password = fields.Password(autocomplete="new-password", max_length=fields.PASSWORD_LIMIT, help_text=PASSWORD_HINT)

    def __init__(self, *args: Any, email: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.known_email = email
        self.fields["password"].error_messages["required"] = _("Choose a password")

    def clean(self) -> dict[str, Any]:
        """A password that others would guess is refused at its box."""
        given: dict[str, Any] = self.cleaned_data
        if "password" in given:
            person = User(name=given.get("name", ""), email=given.get("email", self.known_email))
            try:
                validate_password(given["password"], user=person)
            except ValidationError as refused:
                self.add_error("password", refused)
        return given


class KeepForm(NewAccountForm):
    """What a guest's account needs: name, address, password."""

    email = fields.Email()
    field_order = ["name", "email", "password"]


class CodeForm(forms.Form):
    """The code that came by e-mail."""

    code = fields.Code()


class GuestLinkForm(forms.Form):
    """What a link for guests is for, how long it works, and how often."""

    LASTS = [("1", _("One day")), ("7", _("One week")), ("30", _("30 days"))]
    USES = [("1", _("One guest")), ("5", _("Up to 5 guests")), ("30", _("Up to 30 guests"))]

    name = fields.PersonName(label=_("What the link is for"), help_text=_("Guests read this, for example Trial lesson"))
    lasts = forms.ChoiceField(label=_("The link works for"), choices=LASTS)
    most_uses = forms.ChoiceField(label=_("It lets in"), choices=USES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name = self.fields["name"]
        name.widget.attrs["autocomplete"] = "off"
        name.error_messages["required"] = _("Say what the link is for")

    def wanted(self) -> dict[str, Any]:
        """Arguments of `invitations.invite_guest`."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "lasts": timedelta(days=int(given["lasts"])),
            "most_uses": int(given["most_uses"]),
        }
