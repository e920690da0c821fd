"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Branches and products."""

    name = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        """Says how history speaks of products, and who may follow the live lists."""
        from catalog import history
        from catalog.models import Branch, PriceChange, Product, StockMovement
        from school.live.saves import announced

        announced(Branch, lists="branches", page="branch")
        announced(Product, lists="products", page="product")
        announced(StockMovement, lists="stock_movements", page="stock_movement")
        announced(PriceChange, lists="price_changes", page="price_change")
        history.register()
