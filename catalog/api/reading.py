"""Products as JSON. A list is made once for each state of the catalogue; which state it is, is asked each time."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from catalog.api.asked import ALL, Asked
from catalog.models import Product
from school import keyset
from school.compiled import Compiled

# The SKU never changes and belongs to one product for good, so whoever turns pages meets each product once.
_ORDER = ("sku",)
_COLUMNS = ("sku", "name", "price", "kind", "stock", "status", "updated_at")
_of = attrgetter(*_COLUMNS)
# Lists of 100 products take 25 kB.
_MOST_KEPT = 200
_SAMPLE = "\0sku"
_one = Compiled(lambda: Product.objects.filter(sku=_SAMPLE).values_list(*_COLUMNS))


class State(NamedTuple):
    """Of the whole catalogue: never the same again once a product has come or changed (triggers.CHANGED_WHEN)."""

    products: int
    moments: Decimal | None
    newest: datetime | None


class Sealed(NamedTuple):
    """What is answered, and its entity tag: over every byte, so the same on all servers."""

    body: bytes
    etag: str


def state() -> State:
    """One small query. The newest moment alone would miss a change that is committed after a later one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(extract(epoch FROM updated_at)), max(updated_at) FROM catalog_product")
        return State(*cursor.fetchone())


@lru_cache(maxsize=_MOST_KEPT)
def listed(_state: State, asked: Asked, address: str) -> Sealed:
    """The list; rows that are newer than the state are sealed as they are. Raises keyset.BadCursor."""
    rows = Product.objects.all() if asked.status == ALL else Product.objects.filter(status=asked.status)
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    page = keyset.page(
        rows.only(*_COLUMNS),
        order=_ORDER,
        cursor=asked.cursor or None,
        size=asked.limit,
        filters=asked.filters,
        strict=True,
    )
    return sealed(
        {
            "items": [_item(_of(row)) for row in page.items],
            "next": asked.link(address, page.older),
            "previous": asked.link(address, page.newer),
        }
    )


def single(sku: str) -> tuple[Sealed, datetime] | None:
    """The product, archived or not, and when it changed; one query."""
    rows = _one.rows({_SAMPLE: sku})
    return (sealed(_item(rows[0])), rows[0][-1]) if rows else None


def sealed(content: dict[str, Any]) -> Sealed:
    """Compact JSON in UTF-8."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Sealed(body, f'"{blake2b(body, digest_size=16).hexdigest()}"')


def _item(columns: Iterable[Any]) -> dict[str, Any]:
    sku, name, price, kind, stock, status, updated_at = columns
    return {
        "sku": sku,
        "name": name,
        "price_vnd": price,
        "kind": kind,
        "stock": stock,
        # What is not counted, as a course, never runs out.
        "in_stock": stock is None or stock > 0,
        "status": status,
        "updated_at": updated_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
