"""The row of a product while a verb works on it."""

from django.utils.translation import gettext as _

from catalog.models import Product
from school import live
from school.archive import Refused


def held(product: Product) -> Product:
    """The product as it is now, held until the transaction ends. Refused when it is archived."""
    stored = Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)
    if stored.is_archived:
        raise Refused(_("This product is archived. Restore it first."))
    return stored


def tell(product: Product) -> None:
    """Announces what the database changes in the row by itself, when a book gets a line."""
    live.changed("products", f"product:{product.pk}")
