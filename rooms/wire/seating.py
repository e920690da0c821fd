"""Sitting down: from what admission says to a seat, its welcome, and what it has missed."""

from typing import Any

from rooms import turn
from rooms.admission import Entered
from rooms.seen import lobby_frame
from rooms.wire import table as tables
from rooms.wire.close import Close
from rooms.wire.frames import Resume
from rooms.wire.seat import Numbered, Seat
from rooms.wire.table import Hall, Table
from rooms.wire.timers import AWAY_S, BEAT_S
from rooms.wire.wire import Wire


async def sit(entered: Entered, resume: Resume | None, wire: Wire) -> Seat | None:
    """Gives whoever has entered a seat with this socket, tells the others, and welcomes them.

    None, and the socket is closed, when a later one of theirs has been given the seat meanwhile.
    """
    hall = tables.hall()
    last_seq = resume.last_seq if resume and entered.is_resumed else None
    kept: list[Numbered] | None = None
    if last_seq is not None and not _seat_of(hall, entered):
        # What another process, or the mailbox, has for the peer.
        room, peer = entered.room.pk, str(entered.me.id)
        kept = await hall.outside.reclaim(room, peer, last_seq, held_by=entered.held_by)
        if entered.held_by != hall.process and _seat_of(hall, entered):
            # The database said that it is elsewhere: who sits here by now asked later.
            wire.close(Close.MOVED)
            return None
    # From here on nothing waits, so that nothing comes between the snapshot and the frames that follow it.
    table = hall.table(entered.room.pk, entered.room.frame())
    _meet(table, entered)
    if last_seq is None:
        seat, missed = _first_time(table, entered), None
    else:
        seat, missed = _again(table, entered, last_seq, kept)
    seat.wire = wire
    seat.say(_welcome(seat, entered, last_seq if missed is not None else None))
    for each in missed or ():
        wire.write(each.text)
    return seat


def _seat_of(hall: Hall, entered: Entered) -> Seat | None:
    table = hall.tables.get(entered.room.pk)
    return table.seats.get(str(entered.me.id)) if table else None


def _meet(table: Table, entered: Entered) -> None:
    """Whoever it does not know of yet, by an event that is on its way or got lost, is here for all who sit here."""
    for other in entered.others:
        if str(other.id) not in table.members:
            event = {"type": "peer.joined", "peer": other.frame(), "user": other.user_id, "process": ""}
            table.hall.apply(table.room, event)
    if entered.me.is_host and lobby_frame(entered.lobby) != table.lobby_told:
        # What hosts here were told before may be older, or newer: the next look says.
        table.lobby_told = None


def _first_time(table: Table, entered: Entered) -> Seat:
    peer, hall = entered.me.frame(), table.hall
    event = {"type": "peer.joined", "peer": peer, "user": entered.me.user_id, "process": hall.process}
    hall.announce(table.room, event)
    return hall.sit(table, table.members[peer["id"]])


def _again(
    table: Table, entered: Entered, last_seq: int, kept: list[Numbered] | None
) -> tuple[Seat, list[Numbered] | None]:
    """Its seat, and what it has missed; None when some of that is lost."""
    hall, id_ = table.hall, str(entered.me.id)
    member = table.members.get(id_) or table.add(entered.me.frame(), user=entered.me.user_id)
    seat = table.seats.get(id_)
    if seat is None:
        seat, missed = hall.sit(table, member, seq=last_seq), kept
        if kept is None:
            seat.seq = max(entered.sent_seq, last_seq)
        else:
            seat.restore(kept)
    else:
        seat.close(Close.MOVED)
        seat.confirm(last_seq)
        missed = seat.missed_since(last_seq)
        if missed is None:
            seat.forget()
    hall.announce(table.room, {"type": "peer.resumed", "peer": id_, "process": hall.process})
    hall.outside.resumed(seat)
    return seat, missed


def _welcome(seat: Seat, entered: Entered, resumed_from: int | None) -> dict[str, Any]:
    member, table, waiting = seat.member, seat.table, lobby_frame(entered.lobby)
    you = {name: member.shown[name] for name in ("is_host", "role", "permits", "camera", "of")}
    return {
        "type": "welcome",
        "peer": member.id,
        "secret": entered.secret,
        "seq": seat.seq if resumed_from is None else resumed_from,
        "resumed": resumed_from is not None,
        "room": table.shown,
        "you": you,
        "peers": [other.shown for other in table.members.values() if other is not member],
        "lobby": waiting["waiting"],
        "lobby_more": waiting["more"],
        "ice_servers": turn.ice_servers(entered.me.user_id),
        "beat_s": BEAT_S,
        "away_s": AWAY_S,
    }
