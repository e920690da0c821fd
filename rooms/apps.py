"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    """Piano Mirror: rooms, peers, signalling."""

    name = "rooms"
    verbose_name = _("Piano Mirror")

    def ready(self) -> None:
        """Says what rooms hold of a person, who may follow the live list, and what sockets do beyond their process."""
        from rooms import checks, figures, history, invites, news, personal  # noqa: F401 - importing registers the checks
        from rooms.models import Room
        from rooms.wire import bridge, handover, table
        from school import lifespan
        from school.live.saves import announced

        announced(Room, lists="rooms", page="room")
        history.register()
        personal.register()
        figures.register()
        invites.register()
        news.register()
        table.connect(bridge.Bridge)
        lifespan.farewell(handover.hand_over)
