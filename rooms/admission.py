"""Coming in, coming back, and going: what the socket asks of the database. Each is one transaction and synchronous."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

import pghistory
import structlog
from django.db import transaction
from django.db.models import F, Func, JSONField, Value
from django.db.models.functions import Now

from accounts import second_factor
from accounts.models import User
from rooms import access, bus, events, going, knocking, lifecycle, locked, news
from rooms import scene as scenes
from rooms.access import Right
from rooms.enums import KnockAnswer, PeerRole, RoomStatus
from rooms.models import Lesson, Room, RoomKnock, RoomPeer
from rooms.refusals import Refused
from rooms.scene import Scene
from rooms.seen import SAYS, KnockView, PeerView, RoomView, lobby, peer_view, peer_views, room_view
from rooms.wire.close import Close
from school import clock, text
from school.live.topics import reader_of

log = structlog.get_logger(__name__)

As = Literal["", "move", "camera"]
Reason = Literal["lobby", "no_host", "locked"]
_NAME_LENGTH = 80


@dataclass(frozen=True)
class Entered:
    """In the room. `others` is everybody else in it, `lobby` who waits (for hosts; empty for others)."""

    me: PeerView
    secret: str
    room: RoomView
    others: tuple[PeerView, ...]
    is_resumed: bool
    sent_seq: int
    lobby: tuple[KnockView, ...]
    person: User
    # The process that held a resumed peer until now; empty when none did.
    held_by: str = ""


@dataclass(frozen=True)
class Waiting:
    """In the lobby; told by an event (`knock.admitted`, `room.updated`) when to ask again."""

    knock_id: int
    reason: Reason
    room: RoomView
    person: User


@dataclass(frozen=True)
class Elsewhere:
    """The account is in the room on another live socket; the person chooses `move` or `camera`."""

    room: RoomView
    person: User


def enter(
    session_key: str | None, slug: str, *, display_name: str = "", as_: As = "", process: str = ""
) -> Entered | Waiting | Elsewhere:
    """Whoever is signed in with the session comes into the room, or waits. Raises Refused.

    The new peer itself is not announced: the socket does so once it holds the seat. Announced is what follows for
    others: old seats that move, the lobby, and that a host is there.
    """
    person = _person(session_key)
    with transaction.atomic(), pghistory.context(user=person.pk):
        room = _held_while_open(slug, person)
        if room.status == RoomStatus.OPEN:
            return _enter(room, person, display_name=display_name, as_=as_, process=process)
    raise _closed(room, person)


def resume(session_key: str | None, slug: str, *, peer: UUID, secret: str, process: str = "") -> Entered | None:
    """The same peer goes on with another socket. None: unknown, or left meanwhile; treat as a plain hello.

    Raises Refused as `enter`, also for a peer of somebody else or a wrong secret. The secret stays the same.
    """
    person = _person(session_key)
    with transaction.atomic(), pghistory.context(user=person.pk):
        room = _held_while_open(slug, person)
        if room.status == RoomStatus.OPEN:
            return _resume(room, person, peer, secret, process)
    raise _closed(room, person)


def leave(peer_id: UUID, *, reason: str = "left") -> bool:
    """The peer is out of the room, announced as `peer.left`; its second camera goes too. False if it was before."""
    with transaction.atomic():
        peer = _held_with_room(peer_id)
        if peer is None:
            return False
        if peer.is_camera:
            going.end(peer.room, [peer], reason=reason)
        else:
            # The camera would go on showing a home that its owner has left.
            going.end_all_of(peer.room, peer.user_id, reason=reason)
    return True


def end_session(peer_id: UUID, session_key: str) -> bool:
    """The peer's socket was ended for its account's standing: out of the room at once, if it may not come back."""
    person = reader_of(session_key)
    if isinstance(person, User) and person.may_enter:
        return False
    peer = RoomPeer.objects.select_related("user").filter(pk=peer_id).first()
    return peer is not None and leave(peer_id, reason="left" if peer.user.may_enter else "removed")


def note_state(peer_id: UUID, state: Mapping[str, bool]) -> None:
    """What the peer says it sends (mic, cam, keys, hand), for the snapshots of those who come later.

    One statement, which leaves what hosts permit as it is stored by then.
    """
    RoomPeer.objects.joined().filter(pk=peer_id).update(state=said(state))


def said(state: Mapping[str, bool]) -> Func:
    """What is stored of a peer, with this of it changed."""
    parts = Value({word: bool(state[word]) for word in SAYS if word in state}, JSONField())
    return Func(F("state"), parts, template="%(expressions)s", arg_joiner=" || ", output_field=JSONField())


def still_waiting(knock_ids: Sequence[int]) -> None:
    """These knocks have an open socket; to be called with the beats."""
    RoomKnock.objects.filter(pk__in=knock_ids, answer="").update(last_seen_at=Now())


def stop_waiting(knock_id: int) -> bool:
    """Whoever waited has gone; hosts are told. False if there was an answer before."""
    with transaction.atomic():
        knock = RoomKnock.objects.filter(pk=knock_id).first()
        if knock is None:
            return False
        is_gone = going.stop_waiting(locked.held(knock.room_id), knock.user_id, KnockAnswer.GONE)
        if is_gone:
            # Another process may hold a socket of theirs, which knocks again.
            bus.announce(knock.room_id, events.knock_answered(knock_id, KnockAnswer.GONE))
        return is_gone


def digest(secret: str) -> str:
    """What of a peer's secret is stored."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _person(session_key: str | None) -> User:
    """Whoever may be in rooms at all. Nobody enters in somebody else's place: who is in a lesson is who they are."""
    person = reader_of(session_key)
    if not isinstance(person, User) or not person.may_enter:
        raise Refused(Close.NOT_SIGNED_IN, "not_signed_in")
    if getattr(person, "is_hijacked", False):
        raise Refused(Close.NOT_ALLOWED, "as_somebody_else")
    if second_factor.overdue(person):
        raise Refused(Close.NOT_ALLOWED, "second_factor")
    return person


def _held_while_open(slug: str, person: User) -> Room:
    """The room, locked; closed at this moment if its time is over, however late the sweep is."""
    room = locked.held_by_slug(slug)
    if room is None:
        raise access.not_there(person)
    return lifecycle.closed_if_over(room)


def _closed(room: Room, person: User) -> Refused:
    """That it is closed, and why, is for those who have a right to it."""
    access.right_to(room, person)
    return Refused(Close.ROOM_CLOSED, room.closed_reason)


def _enter(room: Room, person: User, *, display_name: str, as_: As, process: str) -> Entered | Waiting | Elsewhere:
    scene = scenes.look(room, person)
    right = access.right_by(room, person, scene.member)
    if right.role != PeerRole.HOST and room.not_before and clock.now() < room.not_before:
        raise Refused(Close.NOT_ALLOWED, "not_open_yet")
    earlier = scene.own(person)
    name = _shown_name(person, display_name)
    if as_ == "camera":
        return _with_camera(scene, person, right, name, process)
    if as_ != "move" and any(_is_live(peer) for peer in earlier):
        return Elsewhere(room_view(room), person)
    access.check_capacity(room, person.pk, right.role, scene.present)
    reason = _waits_for(room, right, scene.present)
    if reason:
        return _waiting(scene, person, name, reason)
    if earlier:
        going.end(room, earlier, reason="moved")
    return _joined(scene, person, right, name, process)


def _is_live(peer: RoomPeer) -> bool:
    """Whether a browser holds the seat, as far as anybody knows."""
    return peer.away_since is None and clock.now() - peer.last_seen_at < going.SILENT_AFTER


def _waits_for(room: Room, right: Right, present: Sequence[RoomPeer]) -> Reason | None:
    """Why somebody waits; None for hosts, and for whoever has been let in since the room was opened."""
    if right.member is None or right.role == PeerRole.HOST or access.was_admitted(room, right.member):
        return None
    if not access.is_host_present(present):
        return "no_host"
    if room.is_locked:
        return "locked"
    # A silent observer is let in by a host, always; so is whoever a host has sent out.
    must_knock = right.role == PeerRole.OBSERVER or access.was_removed(room, right.member)
    return "lobby" if room.has_lobby or must_knock else None


def _waiting(scene: Scene, person: User, name: str, reason: Reason) -> Waiting:
    room = scene.room
    knock, is_news = knocking.knock(room, person, name)
    if is_news:
        bus.announce(room.pk, events.lobby(lobby(room)))
        news.changed(room, cohosts=scene.cohosts)
    return Waiting(knock.pk, reason, room_view(room), person)


def _joined(scene: Scene, person: User, right: Right, name: str, process: str) -> Entered:
    room = scene.room
    peer, secret = _seated(scene, person, right, name, process)
    if right.member and not access.was_admitted(room, right.member):
        right.member.admitted_at = clock.now()
        right.member.save(update_fields=["admitted_at"])
    if scene.is_waiting:
        going.stop_waiting(room, person.pk, KnockAnswer.ADMITTED)
    if right.role == PeerRole.HOST and not access.is_host_present(scene.present):
        bus.announce(room.pk, events.room_updated(room_view(room)))
    for camera in scene.own(person, is_camera=True):
        bus.announce(room.pk, events.peer_updated(peer_view(camera, of=peer.id)))
    return _entered(scene, person, peer, secret, scene.without(scene.own(person)))


def _with_camera(scene: Scene, person: User, right: Right, name: str, process: str) -> Entered:
    """A second device of somebody who is in the room; an earlier one gives way."""
    if not scene.own(person):
        raise Refused(Close.NOT_ALLOWED, "not_joined")
    if right.role == PeerRole.OBSERVER:
        raise Refused(Close.NOT_ALLOWED, "not_allowed")
    if earlier := scene.own(person, is_camera=True):
        going.end(scene.room, earlier, reason="moved")
    peer, secret = _seated(scene, person, right, name, process, is_camera=True)
    return _entered(scene, person, peer, secret, scene.without(earlier))


def _seated(
    scene: Scene, person: User, right: Right, name: str, process: str, *, is_camera: bool = False
) -> tuple[RoomPeer, str]:
    secret, room = secrets.token_urlsafe(32), scene.room
    peer = RoomPeer.objects.create(
        room=room,
        user=person,
        # Nobody else begins one while the room's row is held.
        lesson_id=scene.lesson or Lesson.objects.create(room=room).pk,
        display_name=name,
        role=right.role,
        is_host=right.role == PeerRole.HOST,
        is_camera=is_camera,
        secret_digest=digest(secret),
        process=process,
        last_seen_at=Now(),
    )
    news.changed(room, cohosts=scene.cohosts)
    log.info("room.entered", room=room.pk, user=person.pk, peer=str(peer.id), role=right.role)
    return peer, secret


def _resume(room: Room, person: User, peer_id: UUID, secret: str, process: str) -> Entered | None:
    scene = scenes.look(room, person)
    peer = next((each for each in scene.present if each.pk == peer_id), None)
    if not (known := peer or RoomPeer.objects.filter(room=room, pk=peer_id).first()):
        return None
    if known.user_id != person.pk or not hmac.compare_digest(known.secret_digest, digest(secret)):
        log.warning("room.resume_refused", room=room.pk, user=person.pk)
        raise Refused(Close.NOT_ALLOWED, "not_allowed")
    if peer is None:
        return None
    # It may have ended while the socket was gone.
    access.right_by(room, person, scene.member)
    had = peer.process
    peer.process, peer.away_since = process, None
    # By the database's clock, which is everybody's: the sweep asks it who has been silent.
    peer.last_seen_at = Now()
    peer.save(update_fields=["process", "away_since", "last_seen_at"])
    found = _entered(scene, person, peer, secret, scene.without([peer]))
    return replace(found, is_resumed=True, held_by=had)


def _entered(scene: Scene, person: User, peer: RoomPeer, secret: str, others: Sequence[RoomPeer]) -> Entered:
    *seen, me = peer_views([*others, peer])
    waiting = lobby(scene.room) if me.is_host and scene.is_awaited else ()
    return Entered(me, secret, room_view(scene.room), tuple(seen), False, peer.sent_seq, waiting, person)


def _held_with_room(peer_id: UUID) -> RoomPeer | None:
    """The peer with its room, which is held first: everybody takes the two in this order."""
    found = RoomPeer.objects.filter(pk=peer_id).values_list("room", flat=True).first()
    if found is None:
        return None
    room = locked.held(found)
    peer = RoomPeer.objects.joined().filter(pk=peer_id).first()
    if peer:
        peer.room = room
    return peer


def _shown_name(person: User, given: str) -> str:
    """An account's own name; guests may say how they want to be called."""
    typed = text.clean(given)[:_NAME_LENGTH].strip() if person.is_guest else ""
    return typed or person.name or str(person.pk)
