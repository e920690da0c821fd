"""Tells everybody who is in a room, in whatever process, that something about it has changed.

An event is a dict with a `type` and all that frames are built from; receivers ask nothing. The events:

| type | more | frames that follow |
| --- | --- | --- |
| `peer.joined` | `peer` (`peer_shown`), `user`, `process` | `peer.joined` to the others; `peer.updated` when it was known |
| `peer.updated` | `peer` and, where they changed, `user`, `process` | `peer.updated`; a host also gets the lobby by `lobby` |
| `peer.away` | `peer` id | `peer.away` |
| `peer.left` | `peer` id, `reason`: left, away, removed, moved, closed | `peer.left`; its socket: error `removed` + 4403, or 4409 |
| `room.updated` | `room` (`room_shown`) | `room.updated`; whoever waits asks again |
| `room.closed` | `reason` | `room.closed`, then 4410, also to whoever waits |
| `spotlight` | `peer` id or null | `spotlight` |
| `lobby` | `waiting` (`[{knock, display_name, role, since}]`) | `lobby` to hosts |
| `knock.admitted`, `knock.denied` | `knock` | the socket that waits enters, or gets error `denied` + 4403 |
| `mute.request` | `from`, `peer` id or null for all | `mute.request` |
| `chat` | `from`, `id`, `text`, `at` | `chat` to all (to one it goes as a signal does) |
"""

import itertools
from typing import Any, Protocol
from uuid import UUID

import orjson
from channels.layers import get_channel_layer
from django.db import transaction

from rooms.wire import groups, table
from school import aftercommit

_numbers = itertools.count()


class PeerLike(Protocol):
    """What a peer object is made of (rooms.admission.PeerView)."""

    @property
    def id(self) -> UUID: ...
    @property
    def display_name(self) -> str: ...
    @property
    def is_host(self) -> bool: ...
    @property
    def role(self) -> str: ...
    @property
    def is_camera(self) -> bool: ...
    @property
    def of(self) -> UUID | None: ...
    @property
    def is_away(self) -> bool: ...
    @property
    def state(self) -> Any: ...
    @property
    def permits(self) -> Any: ...


def announce(room_pk: int, event: dict[str, Any]) -> None:
    """Once the transaction has committed: at once in this process, and in the others by way of Redis. Never waits.

    Whatever Redis loses, the sweep of the receiving process repairs.
    """
    body = orjson.dumps(event).decode()
    transaction.on_commit(lambda: _tell(room_pk, body), robust=True)


def peer_shown(peer: PeerLike) -> dict[str, Any]:
    """The peer as others see it (docs/room-protocol.md, "Peer")."""
    state = {part: bool(peer.state.get(part)) for part in ("mic", "cam", "keys", "hand")}
    return {
        "id": str(peer.id),
        "display_name": peer.display_name,
        "is_host": peer.is_host,
        "role": str(peer.role),
        "camera": peer.is_camera,
        "of": str(peer.of) if peer.of else None,
        "away": peer.is_away,
        "state": state,
        "permits": {"share": bool(peer.permits.get("share"))},
    }


def _tell(room_pk: int, body: str) -> None:
    table.apply_in_all(room_pk, orjson.loads(body))
    # The number makes equal events different: off, on, off must not become off, on.
    aftercommit.soon("rooms.bus", publish, room_pk, body, next(_numbers))


async def publish(room_pk: int, body: str, _number: int = 0) -> None:
    """Sends an encoded event to all processes that follow the room; this one knows it already and drops it."""
    message = {"type": "room.event", "room": room_pk, "event": body, "process": table.PROCESS}
    await get_channel_layer().group_send(groups.of_room(room_pk), message)
