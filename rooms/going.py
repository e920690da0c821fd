"""How stays end. The room's row is held by whoever calls these."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from rooms import access, bus, events, news
from rooms.enums import KnockAnswer, PeerRole, PeerStatus
from rooms.models import Room, RoomKnock, RoomPeer, SignalingMessage
from rooms.seen import lobby, peer_view, room_view
from school import clock

# Beats are written every 15 s at most: whoever has been silent for longer was gone before now.
SILENT_AFTER = timedelta(seconds=45)


def end(room: Room, peers: Iterable[RoomPeer], *, reason: str) -> None:
    """These peers have left; everybody is told, and waiting signals go with them."""
    now = clock.now()
    for peer in peers:
        peer.status, peer.process, peer.away_since = PeerStatus.LEFT, "", None
        if now - peer.last_seen_at < SILENT_AFTER:
            peer.last_seen_at = max(now, peer.last_seen_at)
        peer.save(update_fields=["status", "process", "away_since", "last_seen_at"])
        SignalingMessage.objects.filter(recipient=peer).delete()
        bus.announce(room.pk, events.peer_left(peer.id, reason=reason))
        if room.spotlight == peer.id:
            show(room, None)
    news.changed(room)


def end_all_of(room: Room, user_id: int, *, reason: str) -> None:
    """The person is out of the room, with all devices."""
    before = list(present(room))
    end(room, [peer for peer in before if peer.user_id == user_id], reason=reason)
    after = [peer for peer in before if peer.user_id != user_id]
    if access.is_host_present(before) and not access.is_host_present(after):
        bus.announce(room.pk, events.room_updated(room_view(room)))


def present(room: Room) -> Iterable[RoomPeer]:
    """Who is in the room now, second cameras too, in the order in which they came."""
    return RoomPeer.objects.joined().filter(room=room).select_related("user").order_by("joined_at", "pk")


def owner_of(room: Room, camera: RoomPeer) -> UUID | None:
    """The peer whose second camera this is, if it is one."""
    if not camera.is_camera:
        return None
    return next((peer.id for peer in present(room) if peer.user_id == camera.user_id and not peer.is_camera), None)


def show(room: Room, peer: UUID | None) -> None:
    """Everybody sees this peer large."""
    room.spotlight = peer
    room.save(update_fields=["spotlight"])
    bus.announce(room.pk, events.spotlight(peer))


def become(room: Room, user_id: int, role: PeerRole) -> None:
    """The person is something else in the room from now on, on every device; everybody is told."""
    peers = [peer for peer in present(room) if peer.user_id == user_id]
    own = next((peer.id for peer in peers if not peer.is_camera), None)
    for peer in peers:
        peer.role, peer.is_host = role, role == PeerRole.HOST
        peer.save(update_fields=["role", "is_host"])
        bus.announce(room.pk, events.peer_updated(peer_view(peer, of=own)))
    bus.announce(room.pk, events.lobby(lobby(room)))
    news.changed(room)


def stop_waiting(room: Room, user_id: int, answer: KnockAnswer) -> bool:
    """Whoever waits has been answered in another way than by a host; hosts see the lobby without them."""
    waiting = RoomKnock.objects.filter(room=room, user=user_id, answer="")
    is_gone = bool(waiting.update(answer=answer, answered_at=clock.now()))
    if is_gone:
        bus.announce(room.pk, events.lobby(lobby(room)))
    return is_gone


def turn_away(room: Room, user_id: int) -> None:
    """Whoever waits without a right any more waits for nothing."""
    for knock in RoomKnock.objects.filter(room=room, user=user_id, answer=""):
        knock.answer, knock.answered_at = KnockAnswer.DENIED, clock.now()
        knock.save(update_fields=["answer", "answered_at"])
        bus.announce(room.pk, events.knock_answered(knock.pk, KnockAnswer.DENIED))
        bus.announce(room.pk, events.lobby(lobby(room)))
