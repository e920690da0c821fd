"""What the building blocks themselves keep."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from school import clock


class Heartbeat(models.Model):
    """When a process that answers no requests was last seen alive."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


def beat(name: str) -> None:
    """Notes that the named process is alive now."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, seen_at=clock.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )


def silence(name: str) -> timedelta | None:
    """How long ago the process was last alive; None when it never was."""
    seen_at = Heartbeat.objects.filter(name=name).values_list("seen_at", flat=True).first()
    return None if seen_at is None else clock.now() - seen_at
