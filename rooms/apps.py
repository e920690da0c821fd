"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    """Piano Mirror: rooms, peers, signalling."""

    name = "rooms"
    verbose_name = _("Piano Mirror")

    def ready(self) -> None:
        """Says what rooms hold of a person."""
        from rooms import history, personal

        history.register()
        personal.register()
