"""Prices change by a line in their book, with who and why; slips keep the price that their sender saw."""

from uuid import UUID, uuid4

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from catalog import prices
from catalog.holding import held, tell
from catalog.models import PriceChange, Product
from catalog.models.ledger import NOTE_LENGTH
from catalog.prices import dong
from school.archive import Refused
from school.text import clean

log = structlog.get_logger(__name__)


def change(
    product: Product, price: int, *, by: User | None, reason: str, seen: int | None = None, key: UUID | None = None
) -> PriceChange | None:
    """From now on it costs so much; None when it does already, and the line made then for a `key` used before.

    Refused when the price is no longer the one that was `seen`, without a reason, and for an archived product.
    """
    reason = clean(reason)[:NOTE_LENGTH]
    if not reason:
        raise Refused(_("Enter the reason, for whoever looks for it later"))
    if not 0 <= price <= prices.MOST:
        raise Refused(_("Enter a price from 0đ to %(most)s") % {"most": dong(prices.MOST)})
    try:
        with transaction.atomic():
            stored = held(product)
            if key and (before := PriceChange.objects.filter(key=key, product=stored).first()):
                return before
            if stored.price == price:
                return None
            if seen is not None and seen != stored.price:
                raise Refused(
                    _("The price has become %(price)s meanwhile. Look at it again.") % {"price": dong(stored.price)}
                )
            line = PriceChange(product=stored, was=stored.price, price=price, by=by, reason=reason, key=key or uuid4())
            line.save(force_insert=True)
            tell(stored)
    except IntegrityError as error:
        # The key of another product's form; everything else was looked at under the lock.
        raise Refused(_("This form is used up. Open the product again.")) from error
    product.price = price
    log.info("price.changed", product=stored.pk, change=line.pk, by=by.pk if by else None)
    return line
