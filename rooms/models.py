"""Piano Mirror: rooms, who is in them, and signals kept for peers that are away."""

import uuid
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation
from rooms.enums import ClosedReason, KnockAnswer, PeerRole, PeerStatus, RoomKind, RoomStatus, SignalKind
from school import clock
from school.archive import Archivable, ArchivableQuerySet
from school.encryption import EncryptedJSONField

# Known to the database as well: the former release goes on writing rows while this one migrates.
_NO_STATE: dict[str, bool] = {}


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
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    not_after = models.DateTimeField(_("not after"), null=True, blank=True)
    # Hosts and students; a silent observer does not count.
    capacity = models.PositiveSmallIntegerField(_("people at most"), default=2, db_default=2)
    # Hides the network addresses of homes from each other.
    relay_only = models.BooleanField(_("by relay only"), default=False, db_default=False)
    # The peer whom everybody sees large.
    spotlight = models.UUIDField(null=True, blank=True, editable=False)

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
            models.CheckConstraint(condition=Q(capacity__gte=2, capacity__lte=50), name="room_capacity_sensible"),
            models.CheckConstraint(
                condition=Q(not_before=None) | Q(not_after=None) | Q(not_after__gt=models.F("not_before")),
                name="room_window_has_length",
            ),
        ]
        indexes = [
            models.Index(fields=["host", "-opened_at"], name="room_host_opened"),
            models.Index(fields=["status", "-opened_at"], name="room_status_opened"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Lesson(models.Model):
    """From the first person who comes into an open room until the room closes."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("room"))
    began_at = models.DateTimeField(_("began at"), default=clock.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_reason = models.CharField(_("ended because"), max_length=12, choices=ClosedReason.choices, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("lesson"), _("lessons")
        ordering = ["-began_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_reason="")
                | Q(ended_at__isnull=False, ended_reason__in=ClosedReason.values),
                name="lesson_ended_has_reason",
            ),
            models.UniqueConstraint(fields=["room"], condition=Q(ended_at=None), name="lesson_one_at_a_time"),
        ]
        indexes = [models.Index(fields=["room", "-began_at"], name="lesson_room_began")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.began_at:%Y-%m-%d %H:%M}"


# The link is a credential, like the invitation's own digest.
@pghistory.track(exclude=["token"])
class RoomInvite(models.Model):
    """A guest link that leads into one room, and what its guests are there."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="invites", verbose_name=_("room"))
    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="+", verbose_name=_("invitation")
    )
    role = models.CharField(_("role"), max_length=8, choices=PeerRole.choices, default=PeerRole.STUDENT)
    # So that the host can copy the link again: {"token": ...}.
    token = EncryptedJSONField(editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("room invite"), _("room invites")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[PeerRole.STUDENT, PeerRole.OBSERVER]), name="roominvite_role_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.invitation)


@pghistory.track()
class RoomMember(models.Model):
    """Somebody's right to a room; whoever has none and is not its owner does not come in."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members", verbose_name=_("room"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_rights", verbose_name=_("person")
    )
    # A co-host is a member with the role host.
    role = models.CharField(_("role"), max_length=8, choices=PeerRole.choices, default=PeerRole.STUDENT)
    invite = models.ForeignKey(
        RoomInvite, on_delete=models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("invite")
    )
    # Every link of the room that they have followed, the present one too: a ban ends them all.
    followed = models.ManyToManyField(RoomInvite, blank=True, editable=False, related_name="+")
    # Counts for the lesson of that time: once the room has been reopened, they knock again.
    admitted_at = models.DateTimeField(_("let in at"), null=True, blank=True)
    banned_at = models.DateTimeField(_("banned at"), null=True, blank=True)
    # While it counts, as `admitted_at` does, a host has to let them in, lobby or not.
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("right to a room"), _("rights to rooms")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=PeerRole.values), name="roommember_role_known"),
            models.UniqueConstraint(fields=["room", "user"], name="roommember_once"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.user_id}"


@pghistory.track(exclude=["last_seen_at"])
class RoomKnock(models.Model):
    """Somebody in the lobby, and what a host said to them."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="knocks", verbose_name=_("room"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    display_name = models.CharField(_("shown name"), max_length=80)
    knocked_at = models.DateTimeField(_("knocked at"), default=clock.now)
    last_seen_at = models.DateTimeField(_("last seen at"), default=clock.now)
    answer = models.CharField(_("answer"), max_length=8, choices=KnockAnswer.choices, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("knock"), _("knocks")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answer__in=KnockAnswer.values, answered_at__isnull=False),
                name="roomknock_answer_has_time",
            ),
            models.UniqueConstraint(fields=["room", "user"], condition=Q(answer=""), name="roomknock_waits_once"),
        ]
        indexes = [models.Index(fields=["last_seen_at"], condition=Q(answer=""), name="roomknock_waiting")]

    def __str__(self) -> str:
        return self.display_name


class RoomPeerQuerySet(models.QuerySet["RoomPeer"]):
    """The words in which peers are asked for."""

    def joined(self) -> Self:
        """People who are in a room now."""
        return self.filter(status=PeerStatus.JOINED)


@pghistory.track(exclude=["last_seen_at", "secret_digest", "process", "sent_seq", "state", "away_since"])
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
    lesson = models.ForeignKey(
        Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="stays", verbose_name=_("lesson")
    )
    role = models.CharField(
        _("role"), max_length=8, choices=PeerRole.choices, default=PeerRole.STUDENT, db_default=PeerRole.STUDENT.value
    )
    # A second device of the same person, which shows their hands and nothing else.
    is_camera = models.BooleanField(_("second camera"), default=False, db_default=False)
    # Whoever comes back proves to be the same browser with the secret.
    secret_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    # The web process that holds the socket; empty while nobody does.
    process = models.CharField(max_length=36, blank=True, default="", db_default="", editable=False)
    # The last number that a frame to this peer got, as far as the database has been told.
    sent_seq = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    # What the peer says it sends (mic, cam, keys, hand), and what hosts permit it (share).
    state = models.JSONField(default=dict, db_default=_NO_STATE, editable=False)
    away_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["RoomPeer"]] = RoomPeerQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("room stay"), _("room stays")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PeerStatus.values), name="roompeer_status_known"),
            models.CheckConstraint(condition=Q(role__in=PeerRole.values), name="roompeer_role_known"),
            models.UniqueConstraint(
                fields=["room", "user", "is_camera"],
                condition=Q(status=PeerStatus.JOINED),
                name="roompeer_joined_once_each",
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
        return self.filter(expires_at__lte=Now())


class SignalingMessage(models.Model):
    """A frame kept for a peer that is away for a moment. [signalingMessages]

    No history is kept: it lives for seconds, and holds network addresses of homes.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="signals", verbose_name=_("room"))
    # Nobody, when the server itself says something.
    sender = models.ForeignKey(
        RoomPeer, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("from")
    )
    recipient = models.ForeignKey(RoomPeer, on_delete=models.CASCADE, related_name="+", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=6, choices=SignalKind.choices)
    # The frame as the recipient gets it, and its number in the order of that peer's frames.
    payload = models.JSONField(_("content"))
    seq = models.PositiveBigIntegerField(default=0, db_default=0)
    expires_at = models.DateTimeField(_("expires at"))

    objects: ClassVar[models.Manager["SignalingMessage"]] = SignalingMessageQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("signal"), _("signals")
        constraints = [models.CheckConstraint(condition=Q(kind__in=SignalKind.values), name="signal_kind_known")]
        indexes = [
            models.Index(fields=["room", "recipient", "id"], name="signal_room_recipient"),
            models.Index(fields=["recipient", "seq"], name="signal_recipient_seq"),
            models.Index(fields=["expires_at"], name="signal_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
