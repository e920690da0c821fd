"""What the building blocks themselves keep."""

from datetime import timedelta

import pghistory.models
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from school import clock


class Event(pghistory.models.Event):
    """The base of all history tables (PGHISTORY_BASE_MODEL): the timeline reads them newest first."""

    pgh_created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        abstract = True


class Heartbeat(models.Model):
    """When a process that answers no requests was last seen alive."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class Tombstone(models.Model):
    """What is left of a purged row: that it was there, when it went and by which rule; nothing about a person."""

    label = models.CharField(_("table"), max_length=80)
    object_pk = models.CharField(_("id"), max_length=40)
    # A slip's reference, or the name that stands in the place of a person's.
    pseudonym = models.CharField(_("known as"), max_length=40)
    purged_at = models.DateTimeField(_("purged at"), default=clock.now)
    rule = models.CharField(_("because of"), max_length=120)

    class Meta:
        verbose_name, verbose_name_plural = _("tombstone"), _("tombstones")
        ordering = ["-purged_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["label", "object_pk"], name="tombstone_once")]

    def __str__(self) -> str:
        return self.pseudonym


class SensitiveRead(models.Model):
    """Somebody looked at an answer that is kept apart: a health note, a private note. Append-only."""

    read_at = models.DateTimeField(_("read at"), default=clock.now)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("read by")
    )
    # The administrator who looked in the reader's place.
    impersonated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("through")
    )
    label = models.CharField(_("table"), max_length=80)
    object_pk = models.CharField(_("id"), max_length=40)
    field = models.CharField(_("field"), max_length=40)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("sensitive read"), _("sensitive reads")
        ordering = ["-read_at", "-id"]
        indexes = [
            models.Index(fields=["-read_at", "-id"], name="sensitiveread_keyset"),
            models.Index(fields=["label", "object_pk"], name="sensitiveread_object"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.object_pk}"


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
