"""Branches of the school, what it sells, and the two books about that: prices and stock."""

from catalog.models.goods import Branch, BranchQuerySet, Product, ProductQuerySet
from catalog.models.ledger import PriceChange, StockMovement

__all__ = ["Branch", "BranchQuerySet", "PriceChange", "Product", "ProductQuerySet", "StockMovement"]
