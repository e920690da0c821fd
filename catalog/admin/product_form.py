"""The forms of a product: taking one up, and calling it something else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from catalog import products, stock
from catalog.admin.fields import DongField, Ruled
from catalog.enums import ProductKind
from catalog.models import Product


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """Name and kind: everything else has a button of its own."""

    name = Ruled(products.name_of, label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=ProductKind.choices,
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": _("Choose the kind")},
    )

    class Meta:
        model = Product
        fields = ["name", "kind"]


class NewProductForm(ProductForm):
    """What a product begins with."""

    sku = Ruled(
        products.sku_of,
        label=pgettext_lazy("sheet", "SKU"),
        max_length=200,
        help_text=_("Stays for good: slips and links name it."),
    )
    price = DongField(
        label=_("Price"),
        help_text=_("In whole dong, like 9.600.000đ"),
        error_messages={"required": _("Enter the price")},
    )
    counted = forms.IntegerField(
        label=_("Stock"),
        required=False,
        min_value=0,
        max_value=stock.MOST,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("How many are there now. Empty: not counted"),
    )

    def clean_sku(self) -> str:
        """Free."""
        sku: str = self.cleaned_data["sku"]
        if Product.objects.filter(sku__iexact=sku).exists():
            raise forms.ValidationError(str(products.taken(sku)))
        return sku

    def save(self, commit: bool = True) -> Any:
        """The admin asks for a row that is not stored yet; the verb stores it."""
        given = self.cleaned_data
        self.instance.sku, self.instance.price = given["sku"], given["price"]
        return super().save(commit)
