"""What people type about products, cleaned by the same rules as an import."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog import prices
from school.archive import Refused


class DongField(forms.CharField):
    """A price in any usual spelling; cleaned to a whole number of dong."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value: Any) -> int:
        """The number."""
        try:
            return prices.read(super().clean(value))
        except prices.NotAPrice as error:
            raise ValidationError(prices.how_to_write()) from error


class Ruled(forms.CharField):
    """Text that a verb's own rule cleans."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, rule: Callable[[str], str], **options: Any) -> None:
        # The rule has the sentences, for what is empty too.
        super().__init__(required=False, **options)
        self.rule, self.widget.is_required = rule, True
        self.widget.attrs |= {"autocomplete": "off"}

    def clean(self, value: Any) -> str:
        """As it is stored."""
        try:
            return self.rule(super().clean(value))
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
