"""What somebody chooses before a file is written."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import ExportContent, ExportFormat

_FROM_LIST = {"invalid_choice": _("Choose one from the list"), "required": _("Choose one from the list")}
_STALE = _("This page has been open for too long. Open it anew and export once more.")


class ExportForm(forms.Form):
    """Columns, format, and the key that makes two clicks one file."""

    content = forms.ChoiceField(
        label=_("Columns"),
        choices=ExportContent.choices,
        initial=ExportContent.COMMON,
        widget=forms.RadioSelect,
        error_messages=_FROM_LIST,
    )
    format = forms.ChoiceField(
        label=_("File"),
        choices=ExportFormat.choices,
        initial=ExportFormat.XLSX,
        widget=forms.RadioSelect,
        error_messages=_FROM_LIST,
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"invalid": _STALE, "required": _STALE}
    )

    def __init__(self, *args: Any, form_type: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not form_type:
            content = self.fields["content"]
            assert isinstance(content, forms.ChoiceField)  # noqa: S101 - tells the type checker
            content.choices = [(ExportContent.COMMON.value, ExportContent.COMMON.label)]
