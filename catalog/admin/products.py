"""Products in the admin site: the list, and a page whose buttons call the verbs."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.history.link import HasHistory
from accounts.models import User
from catalog import prices, products
from catalog.admin import deeds
from catalog.admin.branches import NeverDeleted
from catalog.admin.filters import STOCK_WORDS, StockFilter, stock_state
from catalog.admin.finding import found_in
from catalog.admin.product_form import NewProductForm, ProductForm
from catalog.admin.sheets import Sheets
from catalog.enums import ProductKind, ProductStatus
from catalog.models import Product


@admin.register(Product)
class ProductAdmin(HasHistory, Sheets, NeverDeleted):
    """What is sold."""

    list_display = ["name", "sku", "kind", "dong", "stock", "stock_word"]
    list_filter = ["kind", StockFilter]
    search_fields = ["name", "sku"]
    search_help_text = _("Name or SKU, without marks too")
    change_form_template = "admin/catalog/product/change_form.html"
    list_before_template = "admin/catalog/product/_list_before.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        """Marks make no difference."""
        return found_in(queryset, search_term, *self.search_fields), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """A new one begins with more than can be changed later."""
        return super().get_form(request, obj, change, form=ProductForm if obj else NewProductForm, **options)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What has a button of its own is shown beside it."""
        return ["name", "kind", "sku", "status_word"] if obj else ["name", "sku", "kind", "price", "counted"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The SKU stays, and the archive says the status."""
        return ["sku", "status_word"] if obj else []

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        """By the verbs."""
        given, by = form.cleaned_data, cast(User, request.user)
        kind = ProductKind(given["kind"])
        if change:
            products.change(obj, name=given["name"], kind=kind, by=by)
            return
        made = products.create(
            sku=given["sku"], name=given["name"], kind=kind, price=given["price"], by=by, counted=given["counted"]
        )
        obj.pk = made.pk

    def get_urls(self) -> list[URLPattern]:
        """One address for each deed."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/stock/<slug:verb>/", view(deeds.move), name="catalog_product_stock"),
            path("<int:pk>/price/", view(deeds.price), name="catalog_product_price"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """The books stand below the name."""
        row = kwargs.get("obj")
        given = {"books": deeds.panels(row, request) if row else ""}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    @display(description=_("price"), ordering="price")
    def dong(self, row: Product) -> str:
        """As prices are written here: 9.600.000đ."""
        return prices.dong(row.price)

    @display(
        description=_("in stock"),
        ordering="stock",
        label={STOCK_WORDS["none"]: "danger", STOCK_WORDS["low"]: "warning", STOCK_WORDS["enough"]: "success"},
    )
    def stock_word(self, row: Product) -> Any:
        """Whether there is something to do."""
        return STOCK_WORDS[stock_state(row.stock)]

    @display(description=_("status"))
    def status_word(self, row: Product) -> str:
        """A computed column has no words of its own."""
        return str(ProductStatus(row.status).label)
