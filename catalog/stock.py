"""Stock changes by movements only: each takes the row, so that two at once cannot sell the last piece twice."""

from uuid import UUID, uuid4

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.enums import SIGNS, MovementKind
from catalog.holding import held, tell
from catalog.models import Product, StockMovement
from catalog.models.ledger import NOTE_LENGTH
from school.archive import Refused
from school.text import clean

log = structlog.get_logger(__name__)

# More of one thing than a school will ever have.
MOST = 1_000_000


def move(
    product: Product, *, kind: MovementKind, quantity: int, by: User | None, key: UUID | None = None, note: str = ""
) -> StockMovement:
    """So many came or went, by `kind`; of a correction, the quantity says which way.

    A `key` that was used before gives the movement that was made then. Refused when nothing was counted yet, when
    there are not so many, and for an archived product.
    """
    if kind == MovementKind.COUNTED:
        raise ValueError("a stock-taking says what is there: stock.count")
    if not quantity or abs(quantity) > MOST or (quantity < 0 and kind != MovementKind.CORRECTED):
        raise Refused(_("Enter a quantity from 1 to %(most)s") % {"most": f"{MOST:,}".replace(",", ".")})
    return _write(product, kind, SIGNS.get(kind, 1) * quantity, by, key, note)


def count(product: Product, there: int, *, by: User | None, key: UUID | None = None, note: str = "") -> StockMovement:
    """So many are there, whatever the book says; the first one lets the product have a stock."""
    if not 0 <= there <= MOST:
        raise Refused(_("Enter a number from 0 to %(most)s") % {"most": f"{MOST:,}".replace(",", ".")})
    return _write(product, MovementKind.COUNTED, there, by, key, note)


def _write(
    product: Product, kind: MovementKind, number: int, by: User | None, key: UUID | None, note: str
) -> StockMovement:
    try:
        with transaction.atomic():
            stored = held(product)
            if key and (before := StockMovement.objects.filter(key=key, product=stored).first()):
                return before
            line = _line(stored, kind, number)
            line.by, line.key, line.note = by, key or uuid4(), clean(note)[:NOTE_LENGTH]
            line.save(force_insert=True)
            tell(stored)
    except IntegrityError as error:
        # The key of another product's form; everything else was looked at under the lock.
        raise Refused(_("This form is used up. Open the product again.")) from error
    product.stock = line.after
    log.info("stock.moved", product=stored.pk, movement=line.pk, kind=kind, by=by.pk if by else None)
    return line


def _line(stored: Product, kind: MovementKind, number: int) -> StockMovement:
    """What the database will make of it (triggers.STOCK_IS_KEPT); Refused instead of its refusal."""
    if kind == MovementKind.COUNTED:
        return StockMovement(product=stored, kind=kind, delta=number - (stored.stock or 0), after=number)
    if stored.stock is None:
        raise Refused(_("Count it first: nobody knows how many there are."))
    after = stored.stock + number
    if after < 0:
        raise Refused(_("There are only %(stock)s of it.") % {"stock": stored.stock})
    if after > MOST:
        raise Refused(_("Enter a quantity from 1 to %(most)s") % {"most": f"{MOST:,}".replace(",", ".")})
    return StockMovement(product=stored, kind=kind, delta=number, after=after)
