"""A web process that is told to end: its people come again to another one, and find what they had not got."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import structlog

from rooms.wire import mailbox, table
from rooms.wire.bridge import Bridge
from rooms.wire.close import Close
from rooms.wire.mailbox import Letter, Parked
from rooms.wire.moving import letters

if TYPE_CHECKING:
    from rooms.wire.seat import Seat
    from rooms.wire.table import Hall

log = structlog.get_logger(__name__)

# Within the time that the server gives (school.lifespan.FAREWELL_S): a database that hangs keeps no process.
WRITE_S, TELL_S = 1.2, 0.5


async def hand_over() -> None:
    """Tells everybody to go on elsewhere, writes what they have not confirmed, and says that nobody holds them now."""
    hall = table.hall()
    hall.is_leaving = True
    seats = [seat for each in list(hall.tables.values()) for seat in each.seats.values()]
    parked = [Parked(seat.member.id, seat.seq, is_held=False) for seat in seats]
    waiting = [letter for seat in seats for letter in letters(seat)]
    _close(hall, seats)
    if seats and isinstance(hall.outside, Bridge):
        await _write(hall, hall.outside, seats, parked, waiting)
    log.info("rooms.handed_over", peers=len(seats), frames=len(waiting))


def _close(hall: "Hall", seats: list["Seat"]) -> None:
    for seat in seats:
        # Before its socket ends, so that the end of the socket is no news.
        hall.stand(seat)
        seat.close(Close.GOING_AWAY)
    for each in list(hall.tables.values()):
        for waiter in each.waiters():
            waiter.ring({"type": "process.ends"})


async def _write(
    hall: "Hall", bridge: Bridge, seats: list["Seat"], parked: list[Parked], waiting: list[Letter]
) -> None:
    bridge.clerk.put(partial(mailbox.park, parked, waiting, process=hall.process))
    with suppress(TimeoutError):
        async with asyncio.timeout(WRITE_S):
            await bridge.clerk.done()
    # After it is written: whoever hears it writes to the mailbox from now on.
    for seat in seats:
        hall.outside.publish(seat.table.room, {"type": "peer.away", "peer": seat.member.id, "process": ""})
    with suppress(TimeoutError):
        async with asyncio.timeout(TELL_S):
            await bridge.dispatch.done()
