"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Branches and products."""

    name = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        """Says how history speaks of products."""
        from catalog import history

        history.register()
