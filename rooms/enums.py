"""Closed lists of this app; each is also a database check constraint."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoomKind(models.TextChoices):
    """How many play: capacity and topology follow from it (docs: rooms.md section 1)."""

    ONE_ON_ONE = "one-on-one", _("One-on-one")
    CLASS = "class", _("Class")


class RoomStatus(models.TextChoices):
    """Open or closed; nothing between."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class ClosedReason(models.TextChoices):
    """Why a room closed; empty exactly while it is open."""

    HOST_ENDED = "host_ended", _("Ended by the host")
    HOST_ABSENT = "host_absent", _("The host was away too long")
    IDLE = "idle", _("Nobody was there")
    EXPIRED = "expired", _("Its time was over")
    STAFF_CLOSED = "staff_closed", _("Closed by the office")


class PeerStatus(models.TextChoices):
    """Whether a person is in the room."""

    JOINED = "joined", _("In the room")
    LEFT = "left", _("Left")


class SignalKind(models.TextChoices):
    """What one peer tells another while a connection is negotiated (W3C WebRTC)."""

    OFFER = "offer", "offer"
    ANSWER = "answer", "answer"
    ICE = "ice", "ice"
