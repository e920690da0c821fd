"""Frames for peers that are away."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from rooms.enums import PeerStatus, SignalKind
from rooms.models import Room, RoomPeer, SignalingMessage
from rooms.wire import mailbox
from rooms.wire.mailbox import Letter, Parked
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    """Any room."""
    return factories.room()


@pytest.fixture
def peer(room: Room) -> RoomPeer:
    """Somebody whose socket this process holds."""
    return joined(room)


def joined(room: Room, **fields: Any) -> RoomPeer:
    """Somebody in the room."""
    return RoomPeer.objects.create(room=room, **{"user": factories.user(), "process": "here", "sent_seq": 3} | fields)


def letters(peer: RoomPeer, *numbers: int) -> list[Letter]:
    """Frames with these numbers."""
    return [Letter(peer.room_id, str(peer.pk), seq, {"type": "chat", "text": str(seq), "seq": seq}) for seq in numbers]


def missed(peer: RoomPeer, last_seq: int) -> list[int] | None:
    """The numbers of what the peer gets when it comes back."""
    frames = mailbox.take(str(peer.pk), last_seq).frames
    return None if frames is None else [frame["seq"] for frame in frames]


def test_a_peer_that_comes_back_gets_what_it_missed_in_order(peer: RoomPeer) -> None:
    mailbox.keep(letters(peer, 5, 4, 6))
    assert missed(peer, 4) == [5, 6]


def test_what_was_fetched_once_is_not_there_again(peer: RoomPeer) -> None:
    mailbox.keep(letters(peer, 4))
    mailbox.take(str(peer.pk), 3)
    assert not SignalingMessage.objects.exists()


def test_whoever_missed_nothing_gets_nothing(peer: RoomPeer) -> None:
    assert missed(peer, 3) == []


def test_a_gap_in_what_waits_is_told(peer: RoomPeer) -> None:
    mailbox.keep(letters(peer, 5))
    assert missed(peer, 3) is None


def test_a_peer_that_knows_more_than_the_database_is_told_so_and_numbers_go_on_from_there(peer: RoomPeer) -> None:
    found = mailbox.take(str(peer.pk), 9)
    assert found.frames is None
    assert found.sent_seq > 9


def test_what_has_expired_is_missing(peer: RoomPeer, settings: Settings) -> None:
    mailbox.keep(letters(peer, 4))
    SignalingMessage.objects.update(expires_at=Now() - timedelta(seconds=1))
    assert missed(peer, 3) is None


def test_what_two_processes_wrote_counts_once(peer: RoomPeer) -> None:
    mailbox.keep(letters(peer, 4, 5))
    mailbox.keep(letters(peer, 5, 6))
    assert missed(peer, 3) == [4, 5, 6]


def test_numbers_never_go_back(peer: RoomPeer) -> None:
    mailbox.keep(letters(peer, 7))
    mailbox.park([Parked(str(peer.pk), 5)], process="here")
    peer.refresh_from_db()
    assert peer.sent_seq == 7


def test_the_setting_says_how_long_a_frame_waits(peer: RoomPeer, settings: Settings) -> None:
    settings.ROOM_SIGNAL_TTL_S = 7
    mailbox.keep(letters(peer, 4))
    soon, late = Now() + timedelta(seconds=6), Now() + timedelta(seconds=8)
    assert SignalingMessage.objects.filter(expires_at__gt=soon, expires_at__lt=late).exists()


def test_a_signal_is_kept_with_its_kind_and_its_sender(peer: RoomPeer, room: Room) -> None:
    sender = joined(room)
    frame = {"type": "signal", "from": str(sender.pk), "kind": "offer", "payload": {"sdp": "v=0"}, "seq": 4}
    mailbox.keep([Letter(room.pk, str(peer.pk), 4, frame)])
    row = SignalingMessage.objects.get()
    assert (row.kind, row.sender_id, row.payload) == (SignalKind.OFFER, sender.pk, frame)


def test_whoever_loses_the_socket_is_away_with_all_that_was_not_acknowledged(peer: RoomPeer) -> None:
    mailbox.park([Parked(str(peer.pk), 5)], letters(peer, 4, 5), process="here")
    peer.refresh_from_db()
    assert (peer.away_since is None, peer.process, peer.sent_seq) == (False, "here", 5)
    assert missed(peer, 3) == [4, 5]


def test_whoever_was_away_already_stays_away_since_then(peer: RoomPeer) -> None:
    since = clock.now() - timedelta(seconds=30)
    RoomPeer.objects.update(away_since=since)
    mailbox.park([Parked(str(peer.pk), 5)], process="here")
    peer.refresh_from_db()
    assert peer.away_since == since


def test_a_process_that_ends_holds_nobody_any_more(peer: RoomPeer) -> None:
    mailbox.park([Parked(str(peer.pk), 5, is_held=False)], process="here")
    peer.refresh_from_db()
    assert peer.process == ""


def test_a_peer_that_is_with_another_process_by_now_stays_there(peer: RoomPeer) -> None:
    RoomPeer.objects.update(process="there")
    mailbox.park([Parked(str(peer.pk), 5, is_held=False)], process="here")
    peer.refresh_from_db()
    assert (peer.process, peer.away_since) == ("there", None)


def test_to_whom_nobody_holds_a_frame_can_be_posted(room: Room) -> None:
    peer = joined(room, process="", sent_seq=3)
    assert [mailbox.post(room.pk, str(peer.pk), {"type": "chat"}) for _ in range(2)] == ["", ""]
    assert missed(peer, 3) == [4, 5]


@pytest.mark.parametrize(
    ("fields", "holder"), [({"process": "here"}, "here"), ({"process": "", "status": PeerStatus.LEFT}, None)]
)
def test_to_others_it_cannot_but_it_is_known_who_holds_them(
    room: Room, fields: dict[str, Any], holder: str | None
) -> None:
    assert mailbox.post(room.pk, str(joined(room, **fields).pk), {"type": "chat"}) == holder
    assert not SignalingMessage.objects.exists()


def test_nobody_holds_whom_there_is_not(room: Room) -> None:
    assert mailbox.post(room.pk, str(uuid.uuid4()), {"type": "chat"}) is None


def test_whoever_is_back_is_not_away_and_has_an_empty_mailbox(peer: RoomPeer) -> None:
    mailbox.park([Parked(str(peer.pk), 4)], letters(peer, 4), process="here")
    mailbox.unpark(str(peer.pk), process="here")
    peer.refresh_from_db()
    assert (peer.away_since, SignalingMessage.objects.count()) == (None, 0)


def test_whoever_is_back_in_another_process_is_its_affair(peer: RoomPeer) -> None:
    mailbox.park([Parked(str(peer.pk), 4)], letters(peer, 4), process="here")
    mailbox.unpark(str(peer.pk), process="there")
    assert SignalingMessage.objects.count() == 1


def test_a_mailbox_can_be_emptied(peer: RoomPeer, room: Room) -> None:
    other = joined(room)
    mailbox.keep([*letters(peer, 4), *letters(other, 4)])
    mailbox.empty([str(peer.pk)])
    assert SignalingMessage.objects.get().recipient_id == other.pk


def test_what_concerns_somebody_who_was_deleted_is_not_kept_and_takes_nothing_else_with_it(
    peer: RoomPeer, room: Room
) -> None:
    gone = joined(room)
    said = {"type": "signal", "kind": "offer", "from": str(gone.pk), "seq": 4}
    told = [*letters(gone, 4), Letter(room.pk, str(peer.pk), 4, said), *letters(peer, 5)]
    gone.delete()
    mailbox.keep(told)
    connection.check_constraints()
    assert missed(peer, 4) == [5]
