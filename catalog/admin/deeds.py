"""What is done with a product on its page: stock that comes and goes, stock-taking, another price."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from catalog.admin.deed_forms import CorrectForm, CountForm, MoveForm, PriceForm
from catalog.enums import MovementKind
from catalog.models import Product
from catalog.prices import dong
from school.archive import Refused

# Lines of a book that the page of a product shows; the whole book is a click away.
_NEWEST = 10


@dataclass(frozen=True)
class Deed:
    """A button of the page, and its form. Of an uncounted product only a stock-taking makes sense."""

    title: str | Promise
    form: Callable[..., Any]
    needs_count: bool = True


def _moves(*kinds: MovementKind, form: type[MoveForm] = MoveForm) -> Callable[..., MoveForm]:
    return lambda *args, **options: form(*args, kinds=kinds, **options)


STOCK_DEEDS: Mapping[str, Deed] = {
    "receive": Deed(pgettext_lazy("stock", "Receive"), _moves(MovementKind.RECEIVED, MovementKind.RETURNED)),
    "issue": Deed(pgettext_lazy("stock", "Take out"), _moves(MovementKind.SOLD, MovementKind.DAMAGED)),
    "count": Deed(pgettext_lazy("stock", "Count"), CountForm, needs_count=False),
    "correct": Deed(pgettext_lazy("stock", "Correct"), _moves(MovementKind.CORRECTED, form=CorrectForm)),
}
PRICE_DEED = Deed(gettext_lazy("Change the price"), PriceForm, needs_count=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Books a movement; whoever is refused keeps what they typed."""
    if verb not in STOCK_DEEDS:
        raise Http404
    return _do(request, pk, STOCK_DEEDS[verb], verb)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def price(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes the price; whoever is refused keeps what they typed."""
    return _do(request, pk, PRICE_DEED, "price")


def _do(request: HttpRequest, pk: int, deed: Deed, verb: str) -> HttpResponse:
    if not request.user.has_perm("catalog.change_product"):
        raise PermissionDenied
    product = get_object_or_404(Product, pk=pk)
    given = (request.POST,) if request.method == "POST" else ()
    form = deed.form(*given, auto_id=f"{verb}_%s", initial={"seen": product.price})
    if form.is_bound and form.is_valid():
        try:
            form.act(product, cast(User, request.user))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _said(product, verb))
            return redirect("admin:catalog_product_change", product.pk)
    context = admin.site.each_context(request) | {
        "title": f"{deed.title}: {product}",
        "product": product,
        "form": form,
        "label": deed.title,
        "facts": _facts(product),
    }
    return TemplateResponse(request, "admin/catalog/product/deed.html", context)


def _said(product: Product, verb: str) -> str:
    if verb == "price":
        return _("%(product)s costs %(price)s now.") % {"product": product, "price": dong(product.price)}
    return _("%(product)s: %(stock)s in stock now.") % {"product": product, "stock": product.stock}


def _facts(product: Product) -> str:
    stored = _("not counted") if product.stock is None else str(product.stock)
    return _("SKU %(sku)s · price %(price)s · stock %(stock)s") % {
        "sku": product.sku,
        "price": dong(product.price),
        "stock": stored,
    }


def panels(product: Product, request: HttpRequest) -> SafeString:
    """The two books of a product with their newest lines, and the forms that write the next one."""
    may = request.user.has_perm("catalog.change_product") and not product.is_archived
    deeds = [
        (
            verb,
            deed.title,
            deed.form(auto_id=f"{verb}_%s"),
            reverse("admin:catalog_product_stock", args=[product.pk, verb]),
        )
        for verb, deed in STOCK_DEEDS.items()
        if may and not (deed.needs_count and product.stock is None)
    ]
    book, price_book = (
        reverse(f"admin:catalog_{name}_changelist") + f"?product__id__exact={product.pk}"
        for name in ("stockmovement", "pricechange")
    )
    shown = {
        "product": product,
        "deeds": deeds,
        "movements": list(product.movements.select_related("by")[:_NEWEST]),
        "changes": list(product.price_changes.select_related("by")[:_NEWEST]),
        "may": may,
        "price_form": PriceForm(auto_id="price_%s", initial={"seen": product.price}),
        "price_label": PRICE_DEED.title,
        "book": book,
        "price_book": price_book,
    }
    return render_to_string("admin/catalog/product/_books.html", shown, request)
