"""Form fields of the ways in: typed text becomes the one spelling that is stored, and refusals say what to type."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import normalised_email
from school import phones, text
from school.folding import stream_safe

NAME_LIMIT = 80
EMAIL_LIMIT = 254
PASSWORD_LIMIT = 128
CODE_LIMIT = 32


class Email(forms.EmailField):
    """An address in the one spelling of `normalised_email`, so that variants find the same account."""

    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput({"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"})
        # A length of its own would be checked on the untidied text, and cut off what people type.
        defaults: dict[str, Any] = {"label": _("E-mail"), "widget": widget, "max_length": None}
        super().__init__(**defaults | options)
        self.error_messages |= {
            "required": _("Enter your e-mail address"),
            "invalid": _("Check the e-mail address, for example name@gmail.com"),
        }

    def clean(self, value: Any) -> str:
        """The stored spelling. Raises ValidationError."""
        typed = normalised_email(stream_safe(str(value or "")[: 4 * EMAIL_LIMIT]))
        if len(typed) > EMAIL_LIMIT or len(str(value or "")) > 4 * EMAIL_LIMIT:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            cleaned: str = super().clean(typed)
        except ValidationError as refusal:
            # One sentence, whatever is wrong with it.
            raise refusal if not typed else ValidationError(self.error_messages["invalid"], code="invalid") from None
        return cleaned


class PersonName(forms.CharField):
    """A name in any script as it is written: NFC, one blank between words, nothing invisible."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"autocomplete": "name"})
        defaults: dict[str, Any] = {"label": _("Full name"), "widget": widget}
        super().__init__(**defaults | options)
        self.error_messages["required"] = _("Enter your full name")

    def to_python(self, value: Any) -> str:
        """What is stored."""
        return text.clean(str(value or ""))

    def validate(self, value: str) -> None:
        """Raises ValidationError for what is no name, or too long to be stored."""
        super().validate(value)
        if not any(unicodedata.category(sign)[0] == "L" for sign in value):
            raise ValidationError(self.error_messages["required"], code="required")
        if len(value) > NAME_LIMIT:
            raise ValidationError(_("Shorten the name to 80 characters"), code="max_length")


class Password(forms.CharField):
    """Compared in NFC: one keyboard composes Vietnamese letters, the next one does not."""

    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        widget = forms.PasswordInput({"autocomplete": autocomplete})
        defaults: dict[str, Any] = {"label": _("Password"), "widget": widget, "strip": False}
        super().__init__(**defaults | options)
        self.error_messages |= {
            "required": _("Enter your password"),
            "max_length": _("Shorten the password to 128 characters"),
        }

    def to_python(self, value: Any) -> str:
        """What is compared and hashed."""
        return unicodedata.normalize("NFC", stream_safe(str(value or "")))


class Phone(forms.CharField):
    """A telephone number as families type it, stored as E.164 (school.phones)."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"type": "tel", "autocomplete": "tel"})
        super().__init__(**options | {"label": _("Phone number"), "widget": widget})
        self.error_messages["required"] = _("Enter your phone number")

    def clean(self, value: Any) -> str:
        """The number as E.164. Raises ValidationError that says what to type instead."""
        typed = str(super().clean(value))
        return phones.parse(typed[:100]).e164 if typed else ""


class Code(forms.CharField):
    """A code from a message; blanks, hyphens and full-width digits are no mistake."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "num"})
        defaults: dict[str, Any] = {"label": _("Code"), "widget": widget}
        super().__init__(**defaults | options)
        self.error_messages["required"] = _("Enter the code")

    def to_python(self, value: Any) -> str:
        """Digits as 0-9; too long for any code becomes a wrong one."""
        return text.digits(text.clean(str(value or "")[:CODE_LIMIT]))
