"""Sign-in form: allauth's, with the look's labels and errors that say what to do."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth ships without type information
    """E-mail, password, and whether this browser may remember."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password, remember = (self.fields[name] for name in ("login", "password", "remember"))
        email.label, password.label, remember.label = _("E-mail"), _("Password"), _("Keep me signed in on this device")
        email.error_messages["required"] = _("Enter your e-mail address")
        email.error_messages["invalid"] = _("Check the e-mail address, for example name@gmail.com")
        email.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.error_messages["required"] = _("Enter your password")
        remember.initial = True
        # The link to the reset page stands beside the label.
        password.help_text = ""

    def clean(self) -> dict[str, Any]:
        """A refused pair is shown at the first of its two fields, where the eye and the screen reader are sent."""
        try:
            super().clean()
        except ValidationError as refusal:
            self.add_error("login", refusal)
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned
