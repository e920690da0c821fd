"""App configuration."""

import logging

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class SchoolConfig(AppConfig):
    """The shared building blocks."""

    name = "school"
    verbose_name = _("School")

    def ready(self) -> None:
        """Registers the checks of system and health, and lets live sockets end with their session or standing."""
        from django.contrib.sessions.models import Session

        from school import checks  # noqa: F401 - importing registers them
        from school.health import register
        from school.live import sessions, standing
        from school.retention import run

        register("purge", run.healthy)
        post_delete.connect(sessions.deleted, sender=Session)
        post_save.connect(standing.saved, sender=settings.AUTH_USER_MODEL)
        # It writes a traceback every second while Redis is away; the sockets and /health/ready report that once.
        logging.getLogger("channels_redis.pubsub").setLevel(logging.CRITICAL)
