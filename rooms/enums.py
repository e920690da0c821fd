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


class PeerRole(models.TextChoices):
    """What a person is in a room: hosts are its owner and the co-hosts; an observer is neither heard nor seen."""

    HOST = "host", _("Host")
    STUDENT = "student", _("Student")
    OBSERVER = "observer", _("Observer")


class KnockAnswer(models.TextChoices):
    """What a host said to somebody in the lobby; empty while they wait."""

    ADMITTED = "admitted", _("Let in")
    DENIED = "denied", _("Turned away")
    GONE = "gone", _("Went away")


class SignalKind(models.TextChoices):
    """What waits for a peer that is away: a signal of another peer (W3C WebRTC), or any other frame of the server."""

    OFFER = "offer", "offer"
    ANSWER = "answer", "answer"
    ICE = "ice", "ice"
    EVENT = "event", "event"
