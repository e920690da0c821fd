"""Piano Mirror: rooms, who is in them, and signals kept for peers that are away."""

import uuid
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.enums import ClosedReason, PeerStatus, RoomKind, RoomStatus, SignalKind
from school import clock
from school.archive import Archivable, ArchivableQuerySet


class RoomQuerySet(ArchivableQuerySet["Room"]):
    """The words in which rooms are asked for."""

    def open(self) -> Self:
        """Rooms that can be entered."""
        return self.active().filter(status=RoomStatus.OPEN)


@pghistory.track()
class Room(Archivable):
    """A lesson room at a fixed address. [rooms]"""

    slug = models.SlugField(_("web address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=RoomKind.choices, default=RoomKind.ONE_ON_ONE)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hosted_rooms", verbose_name=_("host")
    )
    status = models.CharField(_("status"), max_length=6, choices=RoomStatus.choices, default=RoomStatus.OPEN)
    closed_reason = models.CharField(_("closed because"), max_length=12, choices=ClosedReason.choices, blank=True)
    is_locked = models.BooleanField(_("locked"), default=False)
    has_lobby = models.BooleanField(_("lobby"), default=True)
    opened_at = models.DateTimeField(_("opened at"), default=clock.now)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects: ClassVar[models.Manager["Room"]] = RoomQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("room"), _("rooms")
        constraints = [
            *Archivable.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=RoomKind.values), name="room_kind_known"),
            models.CheckConstraint(
                condition=Q(status=RoomStatus.OPEN, closed_reason="", closed_at=None)
                | Q(status=RoomStatus.CLOSED, closed_reason__in=ClosedReason.values, closed_at__isnull=False),
                name="room_closed_has_reason_and_time",
            ),
        ]
        indexes = [
            models.Index(fields=["host", "-opened_at"], name="room_host_opened"),
            models.Index(fields=["status", "-opened_at"], name="room_status_opened"),
        ]

    def __str__(self) -> str:
        return self.title


class RoomPeerQuerySet(models.QuerySet["RoomPeer"]):
    """The words in which peers are asked for."""

    def joined(self) -> Self:
        """People who are in a room now."""
        return self.filter(status=PeerStatus.JOINED)


@pghistory.track(exclude=["last_seen_at"])
class RoomPeer(models.Model):
    """One stay of one person in a room. [roomPeers]"""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="peers", verbose_name=_("room"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_stays", verbose_name=_("person")
    )
    display_name = models.CharField(_("shown name"), max_length=80)
    is_host = models.BooleanField(_("host"), default=False)
    status = models.CharField(_("status"), max_length=6, choices=PeerStatus.choices, default=PeerStatus.JOINED)
    joined_at = models.DateTimeField(_("joined at"), default=clock.now)
    last_seen_at = models.DateTimeField(_("last seen at"), default=clock.now)

    objects: ClassVar[models.Manager["RoomPeer"]] = RoomPeerQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("room stay"), _("room stays")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PeerStatus.values), name="roompeer_status_known"),
            models.UniqueConstraint(
                fields=["room", "user"], condition=Q(status=PeerStatus.JOINED), name="roompeer_joined_once"
            ),
        ]
        indexes = [
            models.Index(fields=["room", "status"], name="roompeer_room_status"),
            # What the rooms' minutes of some days are counted from (rooms.figures).
            models.Index(fields=["joined_at"], name="roompeer_joined"),
            models.Index(fields=["last_seen_at"], condition=Q(status=PeerStatus.JOINED), name="roompeer_joined_seen"),
        ]

    def __str__(self) -> str:
        return self.display_name


class SignalingMessageQuerySet(models.QuerySet["SignalingMessage"]):
    """The words in which waiting signals are asked for."""

    def expired(self) -> Self:
        """Signals nobody came back for."""
        return self.filter(expires_at__lte=clock.now())


class SignalingMessage(models.Model):
    """A signal kept for a peer that is away for a moment. [signalingMessages]

    No history is kept: it lives for seconds, and holds network addresses of homes.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="signals", verbose_name=_("room"))
    sender = models.ForeignKey(RoomPeer, on_delete=models.CASCADE, related_name="+", verbose_name=_("from"))
    recipient = models.ForeignKey(RoomPeer, on_delete=models.CASCADE, related_name="+", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=6, choices=SignalKind.choices)
    payload = models.JSONField(_("content"))
    expires_at = models.DateTimeField(_("expires at"))

    objects: ClassVar[models.Manager["SignalingMessage"]] = SignalingMessageQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("signal"), _("signals")
        constraints = [models.CheckConstraint(condition=Q(kind__in=SignalKind.values), name="signal_kind_known")]
        indexes = [
            models.Index(fields=["room", "recipient", "id"], name="signal_room_recipient"),
            models.Index(fields=["expires_at"], name="signal_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
