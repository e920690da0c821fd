"""What is typed on the status pages."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_intake.sender import LONGEST_ANSWER, LONGEST_REASON
from forms_intake.slips.base import SlipForm
from forms_intake.slips.fields import Text
from forms_intake.slips.files import FilesField
from school import text

# Two letters, six digits of a day, four signs (references.draw).
_PREFIX, _DAY, _LENGTH = 2, 8, 12
_FORM = re.compile(r"[A-Z]{2}[0-9]{6}[0-9A-Z]{4}", re.ASCII)
# Crockford's base 32: what is written like another sign means that one.
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_DIGITS = 4


class LookupForm(SlipForm):
    """Reference and last four digits: what stands on the confirmation, and what only the family knows."""

    reference = forms.CharField(
        label=gettext_lazy("Slip reference"),
        help_text=gettext_lazy("It is on the confirmation, for example NP-260821-7K3F"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    digits = forms.CharField(
        label=gettext_lazy("Last 4 digits of the phone number"),
        help_text=gettext_lazy("Of the number on the slip, for example 5678"),
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_reference(self) -> str:
        """As it is stored, however it was typed."""
        reference = tidy_reference(self.cleaned_data["reference"])
        if not reference:
            raise ValidationError(_("A slip reference looks like NP-260821-7K3F"), code="form")
        return reference

    def clean_digits(self) -> str:
        """Of a whole number, its last four."""
        digits = re.sub(r"[^0-9]", "", text.digits(text.clean(self.cleaned_data["digits"])))
        if len(digits) < _DIGITS:
            raise ValidationError(_("Enter the last 4 digits of the phone number"), code="form")
        return digits[-_DIGITS:]


def tidy_reference(typed: str) -> str:
    """NP-260821-7K3F from what was typed for it: small letters, blanks, no hyphens, O for 0; empty if it is none."""
    signs = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text.clean(typed)).upper(), flags=re.ASCII)
    meant = signs[:_PREFIX] + signs[_PREFIX:].translate(_ALIKE)
    if len(meant) != _LENGTH or not _FORM.fullmatch(meant):
        return ""
    return f"{meant[:_PREFIX]}-{meant[_PREFIX:_DAY]}-{meant[_DAY:]}"


class AnswerForm(SlipForm):
    """Words, papers, or both."""

    use_required_attribute = False
    text = Text(
        label=gettext_lazy("Your answer"),
        limit=LONGEST_ANSWER,
        lines=True,
        missing=gettext_lazy("Write an answer or add a file"),
    )
    attachments = FilesField(label=gettext_lazy("Papers"), required=False)

    def clean(self) -> dict[str, Any]:
        """Papers alone are an answer too."""
        given = super().clean()
        if self.has_error("text", "required") and ("attachments" in self.errors or given.get("attachments")):
            self.drop("text")
        return given


class PapersForm(SlipForm):
    """Papers that the office has not asked for."""

    attachments = FilesField(label=gettext_lazy("Papers"), required=True)


class WithdrawForm(SlipForm):
    """Why, if the sender likes to say so, and what they were looking at."""

    reason = Text(label=gettext_lazy("Reason"), limit=LONGEST_REASON, lines=True, required=False)
    seen = forms.IntegerField(min_value=0, max_value=2_147_483_647, widget=forms.HiddenInput)
