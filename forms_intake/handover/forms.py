"""What a receiver types: reference and code, and the consent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_intake.slips.fields import Text, Tick
from school import text

_LONGEST_REFERENCE, _CODE_DIGITS = 14, 6


class CodeForm(forms.Form):
    """Reference and code, as the office read them out."""

    reference = Text(label=_("Slip reference"), help_text=_("For example CN-260821-7K3F"), limit=40)
    code = Text(label=_("Confirmation code"), help_text=_("Six digits, from the school"), limit=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, missing in (("reference", _("Enter the slip reference")), ("code", _("Enter the code"))):
            self.fields[name].error_messages["required"] = missing
            self.fields[name].widget.attrs |= {"autocomplete": "off"}
        self.fields["reference"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}

    def clean_reference(self) -> str:
        """As people write it: blanks for hyphens, small letters."""
        typed = text.digits(self.cleaned_data["reference"]).upper().replace(" ", "-").replace("–", "-")
        return typed[:_LONGEST_REFERENCE]

    def clean_code(self) -> str:
        """Six digits, in whatever groups."""
        typed = "".join(text.digits(self.cleaned_data["code"]).split()).replace("-", "")
        if not (typed.isascii() and typed.isdigit() and len(typed) == _CODE_DIGITS):
            raise ValidationError(gettext("The code has 6 digits"), code="code")
        return typed


class ConsentForm(forms.Form):
    """What a receiver agrees to; for a child, a parent does."""

    consent = Tick(
        label=_("I take this course and agree that the school stores my data"),
        missing=_("Tick to agree, or refuse below"),
    )

    def __init__(self, *args: Any, is_minor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["consent"]
        field.error_messages["required"] = _("Tick to agree, or refuse below")
        if is_minor:
            field.label = _("I am the receiver's parent. We take this course and agree that the school stores our data")
