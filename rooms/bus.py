"""Tells everybody who is in a room, in whatever process, that something about it has changed.

An event is a dict with a `type` and all that frames are built from; receivers ask nothing. rooms.events builds those
of the verbs; sockets announce these themselves, by `Hall.announce`, for they write nothing:

    peer.joined {peer, user, process}   peer.resumed {peer, process}   peer.away {peer}   peer.state {peer, state}
    mute.request {from, peer: id or None for all}   chat {from, id, text, at, to: None}
    peer.astray {peer, process}: what went to it lately goes to that process, once more (rooms.wire.astray)

rooms.wire.events says what becomes of each.
"""

import itertools
from typing import Any

import orjson
from channels.layers import get_channel_layer
from django.db import transaction

from rooms.wire import groups, table
from school import aftercommit

_numbers = itertools.count()


def announce(room_pk: int, event: dict[str, Any]) -> None:
    """Once the transaction has committed: at once in this process, and in the others by way of Redis. Never waits.

    A process with sockets sends it after whatever these have announced, and tries again while Redis is away for a
    moment. Whatever Redis loses, the sweep of the receiving process repairs.
    """
    body = orjson.dumps(event).decode()
    transaction.on_commit(lambda: _tell(room_pk, body), robust=True)


def _tell(room_pk: int, body: str) -> None:
    if not table.announce(room_pk, orjson.loads(body)):
        # The number makes equal events different: off, on, off must not become off, on.
        aftercommit.soon("rooms.bus", publish, room_pk, body, next(_numbers))


async def publish(room_pk: int, body: str, _number: int = 0) -> None:
    """Sends an encoded event from a process without sockets to all that follow the room."""
    message = {"type": "room.event", "room": room_pk, "event": body, "process": table.PROCESS}
    await get_channel_layer().group_send(groups.of_room(room_pk), message)
