"""What hosts ask for on the socket, done by the verbs of rooms.moderation; in a thread."""

from collections.abc import Callable
from uuid import UUID

from accounts.models import User
from rooms import access, lifecycle, moderation
from rooms.enums import ClosedReason
from rooms.models import Room
from rooms.refusals import Refused
from rooms.wire.close import Fault
from rooms.wire.frames import Order


def do(order: Order, *, room: int, by: int) -> None:
    """Asks for both rows anew: rights may have ended while the socket is open. Raises Refused."""
    _VERBS[order.verb](Room.objects.get(pk=room), order, User.objects.get(pk=by))


def _admit(room: Room, order: Order, by: User) -> None:
    if not moderation.admit(room, order.knock or 0, by=by):
        raise Refused(None, Fault.NO_SUCH_KNOCK)


def _deny(room: Room, order: Order, by: User) -> None:
    if not moderation.deny(room, order.knock or 0, by=by):
        raise Refused(None, Fault.NO_SUCH_KNOCK)


def _close(room: Room, _order: Order, by: User) -> None:
    access.check_host(room, by)
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=by)


def _peer(order: Order) -> UUID:
    return UUID(order.peer)


_VERBS: dict[str, Callable[[Room, Order, User], object]] = {
    "admit": _admit,
    "deny": _deny,
    "close": _close,
    "remove": lambda room, order, by: moderation.remove(room, _peer(order), ban=order.on, by=by),
    "lock": lambda room, order, by: moderation.lock(room, order.on, by=by),
    "cohost": lambda room, order, by: moderation.cohost(room, _peer(order), on=order.on, by=by),
    "lower": lambda room, order, by: moderation.lower(room, _peer(order) if order.peer else None, by=by),
    "permit": lambda room, order, by: moderation.permit(room, _peer(order), order.on, by=by),
    "spotlight": lambda room, order, by: moderation.spotlight(room, _peer(order) if order.peer else None, by=by),
}
