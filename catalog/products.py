"""What is done with products: a new one is taken up, and what it is called changes. Prices and stock have their own."""

import re

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from catalog import stock
from catalog.enums import ProductKind
from catalog.holding import held
from catalog.models import Product
from catalog.models.goods import NAME_LENGTH, SKU_LENGTH
from school.archive import Refused
from school.text import clean

log = structlog.get_logger(__name__)

_SKU = re.compile(r"[A-Z0-9][A-Z0-9._-]*")
# What a spreadsheet would calculate instead of showing it.
_FORMULA_SIGNS = ("=", "+", "-", "@")


def name_of(typed: str) -> str:
    """The name as it is stored. Raises Refused with a sentence that says what to do."""
    name = clean(typed)
    if not name:
        raise Refused(_("Enter the name of the product"))
    if len(name) > NAME_LENGTH:
        raise Refused(_("Shorten the name to %(most)s letters") % {"most": NAME_LENGTH})
    if name.startswith(_FORMULA_SIGNS):
        raise Refused(_("Begin the name with a letter or a figure, not with = + - or @"))
    return name


def sku_of(typed: str) -> str:
    """The SKU as it is stored, in capitals. Raises Refused with a sentence that says what to do."""
    sku = clean(typed[:200]).upper()
    if not sku:
        raise Refused(_("Enter the SKU"))
    if not _SKU.fullmatch(sku):
        raise Refused(_("Write the SKU with letters without marks, figures, dots and hyphens, like PIANO-11-24"))
    if len(sku) > SKU_LENGTH:
        raise Refused(_("Shorten the SKU to %(most)s letters") % {"most": SKU_LENGTH})
    return sku


def taken(sku: str) -> Refused:
    """What to say of an SKU that another product has."""
    return Refused(_("The SKU %(sku)s is taken by another product. Look in the archive too.") % {"sku": sku})


def create(
    *, sku: str, name: str, kind: ProductKind, price: int, by: User | None, counted: int | None = None
) -> Product:
    """Takes up a product, and what was `counted` of it. Refused when its SKU is taken, by an archived one too."""
    sku, name = sku_of(sku), name_of(name)
    if Product.objects.filter(sku__iexact=sku).exists():
        raise taken(sku)
    try:
        with transaction.atomic():
            product = Product.objects.create(sku=sku, name=name, kind=kind, price=price)
            if counted is not None:
                stock.count(product, counted, by=by)
    except IntegrityError as error:
        raise taken(sku) from error
    log.info("product.created", product=product.pk, by=by.pk if by else None)
    return product


@transaction.atomic
def change(product: Product, *, name: str, kind: ProductKind, by: User | None) -> Product:
    """Calls it something else; its SKU stays for good. Refused for an archived product."""
    name, stored = name_of(name), held(product)
    if (stored.name, stored.kind) != (name, kind):
        stored.name, stored.kind = name, kind
        stored.save(update_fields=["name", "kind"])
        log.info("product.changed", product=stored.pk, by=by.pk if by else None)
    return stored
