"""The small forms of a product's page."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from catalog import pricing, stock
from catalog.admin.fields import DongField
from catalog.enums import MovementKind
from catalog.models import Product
from catalog.models.ledger import NOTE_LENGTH


class DeedForm(forms.Form):
    """One form of a product's page; its key makes a double click one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class MoveForm(DeedForm):
    """How many, why and what for."""

    kind = forms.ChoiceField(label=gettext_lazy("Why"), widget=UnfoldAdminSelectWidget())
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantity"),
        min_value=1,
        max_value=stock.MOST,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Enter the quantity")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("For whoever reads the book later, like a number of an invoice. May stay empty."),
    )

    def __init__(self, *args: Any, kinds: tuple[MovementKind, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].widget, self.fields["kind"].initial = forms.HiddenInput(), kinds[0].value

    def act(self, product: Product, by: User) -> None:
        """Writes the movement."""
        given = self.cleaned_data
        stock.move(
            product,
            kind=MovementKind(given["kind"]),
            quantity=given["quantity"],
            by=by,
            key=given["key"],
            note=given["note"],
        )


class CorrectForm(MoveForm):
    """A slip of the pen is put right by its difference."""

    quantity = forms.IntegerField(
        label=gettext_lazy("Difference"),
        min_value=-stock.MOST,
        max_value=stock.MOST,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=gettext_lazy("What was booked too little, like 2, or too much, like -2"),
        error_messages={"required": gettext_lazy("Enter the difference")},
    )


class CountForm(DeedForm):
    """How many are there."""

    there = forms.IntegerField(
        label=gettext_lazy("Counted"),
        min_value=0,
        max_value=stock.MOST,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("How many are there, whatever the book says"),
        error_messages={"required": gettext_lazy("Enter how many are there")},
    )
    note = MoveForm.base_fields["note"]

    def act(self, product: Product, by: User) -> None:
        """Writes the stock-taking."""
        given = self.cleaned_data
        stock.count(product, given["there"], by=by, key=given["key"], note=given["note"])


class PriceForm(DeedForm):
    """The new price and why. `seen`: what it cost when the form was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    price = DongField(
        label=gettext_lazy("New price"),
        help_text=gettext_lazy("In whole dong, like 9.600.000đ"),
        error_messages={"required": gettext_lazy("Enter the price")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=NOTE_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("One sentence. Whoever looks for it later reads it."),
        error_messages={"required": gettext_lazy("Enter the reason, for whoever looks for it later")},
    )

    def act(self, product: Product, by: User) -> None:
        """Writes the change."""
        given = self.cleaned_data
        pricing.change(product, given["price"], by=by, reason=given["reason"], seen=given["seen"], key=given["key"])
