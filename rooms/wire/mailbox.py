"""Frames for peers that are away, in the database: whichever process they come back to finds them there.

Everything here is sync. Times are the database's own, for processes on other machines have other clocks.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from rooms.enums import SignalKind
from rooms.models import RoomPeer, SignalingMessage

# More than a process keeps for one peer: what a slow one writes too late has none of the numbers given afterwards.
_GAP = 2048
_SIGNALS = {SignalKind.OFFER.value, SignalKind.ANSWER.value, SignalKind.ICE.value}


@dataclass(frozen=True, slots=True)
class Letter:
    """One frame that waits for one peer, with its number."""

    room: int
    peer: str
    seq: int
    frame: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parked:
    """A peer whose socket is gone: the last number its frames got, and whether this process still holds it."""

    peer: str
    sent_seq: int
    is_held: bool = True


@dataclass(frozen=True, slots=True)
class Missed:
    """What waited for a peer that is back, in order; None when something of it is no longer there.

    `sent_seq` is the number from which to go on.
    """

    frames: Sequence[dict[str, Any]] | None
    sent_seq: int


def keep(letters: Collection[Letter]) -> None:
    """Writes the frames, and how far their recipients' numbers have got.

    What is from or for somebody whose rows are deleted by now is not kept; the others' is.
    """
    if not letters:
        return
    with transaction.atomic():
        expires = Now() + timedelta(seconds=settings.ROOM_SIGNAL_TTL_S)
        rows = [_row(letter, expires) for letter in letters]
        known = _held({str(peer) for row in rows for peer in (row.recipient_id, row.sender_id) if peer})
        SignalingMessage.objects.bulk_create(
            row for row in rows if {str(peer) for peer in (row.recipient_id, row.sender_id) if peer} <= known
        )
        _count([Parked(letter.peer, letter.seq) for letter in letters])


def park(peers: Collection[Parked], letters: Collection[Letter] = (), *, process: str) -> None:
    """Writes that the sockets in this process are gone, with everything that was not acknowledged."""
    with transaction.atomic():
        joined = RoomPeer.objects.joined().filter(process=process)
        joined.filter(pk__in=[each.peer for each in peers], away_since=None).update(away_since=Now())
        joined.filter(pk__in=[each.peer for each in peers if not each.is_held]).update(process="")
        _count(peers)
        keep(letters)


def unpark(peer: str, *, process: str) -> None:
    """The peer is back in this process, and has got what waited for it."""
    with transaction.atomic():
        if RoomPeer.objects.joined().filter(pk=peer, process=process).update(away_since=None, last_seen_at=Now()):
            empty([peer])


def take(peer: str, last_seq: int) -> Missed:
    """What the peer has missed since that number; its mailbox is empty afterwards."""
    with transaction.atomic():
        row = RoomPeer.objects.select_for_update(of=("self",)).only("sent_seq").get(pk=peer)
        waiting = SignalingMessage.objects.filter(recipient__in=[peer])
        # Written twice by two processes in a hand-over, a number still counts once.
        frames = {letter.seq: letter.payload for letter in waiting.filter(expires_at__gt=Now()).order_by("seq", "id")}
        waiting.delete()
    numbers = range(last_seq + 1, row.sent_seq + 1)
    if last_seq <= row.sent_seq and all(number in frames for number in numbers):
        return Missed([frames[number] for number in numbers], row.sent_seq)
    return Missed(None, max(row.sent_seq, last_seq) + _GAP)


def post(room: int, peer: str, frame: dict[str, Any]) -> str | None:
    """Puts a frame into the mailbox of a peer whom no process holds, and gives "".

    Otherwise the name of the process that holds it; None when the peer has left.
    """
    with transaction.atomic():
        unheld = RoomPeer.objects.joined().filter(pk=peer, room=room, process="")
        if not unheld.update(sent_seq=F("sent_seq") + 1):
            return holder(peer)
        seq = RoomPeer.objects.values_list("sent_seq", flat=True).get(pk=peer)
        keep([Letter(room, peer, seq, {**frame, "seq": seq})])
    return ""


def holder(peer: str) -> str | None:
    """The process that holds the peer; None when it has left."""
    return RoomPeer.objects.joined().filter(pk=peer).values_list("process", flat=True).first()


def empty(peers: Iterable[str]) -> None:
    """Forgets what waits for the peers: they have it, or have left."""
    SignalingMessage.objects.filter(recipient__in=list(peers)).delete()


def _row(letter: Letter, expires: Any) -> SignalingMessage:
    frame = letter.frame
    is_signal = frame.get("type") == "signal" and frame.get("kind") in _SIGNALS
    return SignalingMessage(
        room_id=letter.room,
        recipient_id=letter.peer,
        sender_id=frame["from"] if is_signal else None,
        kind=frame["kind"] if is_signal else SignalKind.EVENT,
        payload=frame,
        seq=letter.seq,
        expires_at=expires,
    )


def _held(peers: Collection[str]) -> set[str]:
    """Those of the peers that exist, and go on existing until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id::text FROM rooms_roompeer WHERE id = ANY(%s::uuid[]) ORDER BY id FOR KEY SHARE", [list(peers)]
        )
        return {peer for (peer,) in cursor.fetchall()}


def _count(peers: Iterable[Parked]) -> None:
    """One statement for all; a number never goes back."""
    highest: dict[str, int] = {}
    for each in peers:
        highest[each.peer] = max(each.sent_seq, highest.get(each.peer, 0))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rooms_roompeer SET sent_seq = told.seq FROM unnest(%s::uuid[], %s::bigint[]) AS told(id, seq)"
            " WHERE rooms_roompeer.id = told.id AND rooms_roompeer.sent_seq < told.seq",
            [list(highest), list(highest.values())],
        )
