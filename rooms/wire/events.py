"""Events of a room (rooms.bus) made true at a table, and told to its seats as frames."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rooms.wire.close import Close, Fault
from rooms.wire.timers import LOBBY_S

if TYPE_CHECKING:
    from rooms.wire.table import Member, Table

Event = dict[str, Any]
# What a socket of a peer that has left closes with, by the reason. A second camera goes when its owner leaves.
_CLOSES = {"left": Close.DONE, "moved": Close.MOVED, "removed": Close.NOT_ALLOWED, "timeout": Close.TIMED_OUT}


def apply(table: "Table", event: Event) -> None:
    """Changes the table as the event says; an unknown one is of a newer release and is passed over."""
    change = _CHANGES.get(event["type"])
    if change:
        change(table, event)


def refresh(table: "Table", shown: dict[str, Any], members: "dict[str, Member]") -> None:
    """Applies whatever events must have been missed."""
    if shown != table.shown:
        apply(table, {"type": "room.updated", "room": shown})
    for id_ in table.members.keys() - members.keys():
        apply(table, {"type": "peer.left", "peer": id_, "reason": "timeout"})
    for member in members.values():
        known = table.members.get(member.id)
        if known is None:
            _joined(table, {"peer": member.shown, "user": member.user, "process": member.process})
        elif member.id in table.seats:
            # Whether it is there, and what it sends, this process knows better than the database.
            ours = {part: known.shown[part] for part in ("state", "away")}
            if known.shown != member.shown | ours:
                _updated(table, {"peer": member.shown})
        else:
            known.process = member.process
            if known.shown != member.shown:
                known.shown = member.shown
                _tell_updated(table, known)


def _joined(table: "Table", event: Event) -> None:
    peer = event["peer"]
    if (known := table.members.get(peer["id"])) is None:
        table.add(peer, user=event["user"], process=event["process"])
        table.tell({"type": "peer.joined", "peer": peer}, but=peer["id"])
    else:
        known.shown, known.process = peer, event["process"]
        _tell_updated(table, known)


def _updated(table: "Table", event: Event) -> None:
    """By a verb, which does not know what the peer sends at this moment."""
    peer = event["peer"]
    if known := table.members.get(peer["id"]):
        known.shown = peer | {part: known.shown[part] for part in ("state", "away")}
        table.tell({"type": "peer.updated", "peer": known.shown})


def _state(table: "Table", event: Event) -> None:
    if known := table.members.get(event["peer"]):
        known.shown["state"] |= event["state"]
        _tell_updated(table, known)


def _away(table: "Table", event: Event) -> None:
    known = table.members.get(event["peer"])
    if known and not known.shown["away"]:
        known.shown["away"] = True
        table.tell({"type": "peer.away", "peer": known.id}, but=known.id)


def _resumed(table: "Table", event: Event) -> None:
    known = table.members.get(event["peer"])
    if known is None:
        return
    known.process = event["process"]
    seat = table.seats.get(known.id)
    if seat and known.process != table.hall.process:
        seat.close(Close.MOVED)
        table.hall.stand(seat)
        table.hall.outside.released(seat)
    if known.shown["away"]:
        known.shown["away"] = False
        _tell_updated(table, known)


def _left(table: "Table", event: Event) -> None:
    id_, reason = event["peer"], event["reason"]
    if table.members.pop(id_, None) is None:
        return
    seat = table.seats.pop(id_, None)
    if seat:
        if reason == "removed":
            seat.fault(Fault.REMOVED)
        seat.close(_CLOSES.get(reason, Close.NOT_ALLOWED))
    table.tell({"type": "peer.left", "peer": id_, "reason": reason})
    table.hall.clear(table)


def _room_updated(table: "Table", event: Event) -> None:
    table.shown = event["room"]
    table.tell({"type": "room.updated", "room": table.shown})
    _wake(table, event)


def _closed(table: "Table", event: Event) -> None:
    table.tell({"type": "room.closed", "reason": event["reason"]})
    for seat in list(table.seats.values()):
        seat.close(Close.ROOM_CLOSED)
    table.seats.clear()
    table.members.clear()
    _wake(table, event)
    table.hall.clear(table)


def _spotlight(table: "Table", event: Event) -> None:
    table.shown = table.shown | {"spotlight": event["peer"]}
    table.tell({"type": "spotlight", "peer": event["peer"]})


def _lobby(table: "Table", event: Event) -> None:
    """At most four times a second: a crowd before the door must not fill the lines of hosts."""
    wait = table.lobby_at + LOBBY_S - time.monotonic()
    if table.lobby_next is None and wait > 0:
        asyncio.get_running_loop().call_later(wait, _tell_lobby, table)
    table.lobby_next = event
    if wait <= 0:
        _tell_lobby(table)


def _tell_lobby(table: "Table") -> None:
    event, table.lobby_next = table.lobby_next, None
    if event:
        table.lobby_at = time.monotonic()
        table.lobby_told = {"waiting": event["waiting"], "more": event.get("more", 0)}
        table.tell({"type": "lobby"} | table.lobby_told, only_hosts=True)


def _answered(table: "Table", event: Event) -> None:
    for waiter in table.waiting.get(event["knock"], []):
        waiter.ring(event)


def _wake(table: "Table", event: Event) -> None:
    for waiter in table.waiters():
        waiter.ring(event)


def _mute(table: "Table", event: Event) -> None:
    frame = {"type": "mute.request", "from": event["from"]}
    if event["peer"] is None:
        table.tell(frame, but=event["from"])
    elif seat := table.seats.get(event["peer"]):
        seat.tell(frame)


def _lowered(table: "Table", event: Event) -> None:
    """Whoever had raised it is told apart: of what it sends a peer believes nobody but itself."""
    for member in list(table.members.values()):
        if event["peer"] in (None, member.id) and member.shown["state"].get("hand"):
            member.shown["state"]["hand"] = False
            _tell_updated(table, member)
            if seat := table.seats.get(member.id):
                seat.tell({"type": "hand.lowered"})


def _chat(table: "Table", event: Event) -> None:
    table.tell(event)


def _tell_updated(table: "Table", member: "Member") -> None:
    table.tell({"type": "peer.updated", "peer": member.shown}, but=member.id)


_CHANGES: dict[str, Callable[["Table", Event], None]] = {
    "peer.joined": _joined,
    "peer.updated": _updated,
    "peer.state": _state,
    "peer.away": _away,
    "peer.resumed": _resumed,
    "peer.left": _left,
    "room.updated": _room_updated,
    "room.closed": _closed,
    "spotlight": _spotlight,
    "lobby": _lobby,
    "knock.answered": _answered,
    "waiters.again": _wake,
    "mute.request": _mute,
    "hand.lowered": _lowered,
    "chat": _chat,
}
