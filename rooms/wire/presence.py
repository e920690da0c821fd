"""Who of this process's seats is there, away or gone, by the beats and this process's own clock, which never jumps.

Twice a minute and more the database is told who is there, and asked what may have been missed: whatever Redis has lost
is put right here.
"""

import asyncio
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from rooms import admission, events, turn
from rooms.enums import KnockAnswer
from rooms.models import RoomPeer
from rooms.wire import mailbox, snapshot
from rooms.wire.close import Close
from rooms.wire.mailbox import Parked
from rooms.wire.moving import letters
from rooms.wire.steady import goes_on
from rooms.wire.threads import LOST, in_thread
from rooms.wire.timers import AWAY_S, QUIET_S, SILENT_S

if TYPE_CHECKING:
    from rooms.wire.bridge import Bridge
    from rooms.wire.seat import Seat

log = structlog.get_logger(__name__)

TICK_S = 1.0
LOOK_S = 15.0
# After a look that failed: as soon as the database is back it hears who is there, before the sweep judges.
AGAIN_S = 2.0
# Credentials of the relay last 300 s; two looks may fail before they end.
RENEW_S = turn.LASTS_S - 60


@dataclass(slots=True)
class _Noted:
    """What is known of one seat beside the seat itself; times by time.monotonic."""

    relay_at: float
    # Since when there is no socket.
    gone_at: float | None = None
    is_quiet: bool = False
    # When its end was last asked for: the database may be away.
    ended_at: float | None = None


class Presence:
    """The watch over the seats of one hall; it runs while there are any."""

    def __init__(self, bridge: "Bridge") -> None:
        self._bridge, self._hall = bridge, bridge.hall
        self._noted: dict[str, _Noted] = {}
        self._task: asyncio.Task[None] | None = None
        self._look_due = time.monotonic() + LOOK_S
        self._is_looking = False

    def wake(self) -> None:
        """Somebody is here."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def socket_gone(self, seat: "Seat") -> None:
        """Away from now on, with all that it has not confirmed in the database."""
        if self._is_seated(seat):
            self._note(seat).gone_at = time.monotonic()
            self._park(seat)

    def socket_back(self, seat: "Seat") -> None:
        """Here again; what waited in the database was sent from memory."""
        self._noted.pop(seat.member.id, None)
        self._back(seat)

    def tick(self, now: float) -> None:
        """Looks at every seat; `now` by time.monotonic."""
        seats = list(self._seats())
        for seat in seats:
            self._look_at(seat, self._note(seat), now)
        here = {seat.member.id for seat in seats}
        self._noted = {id_: noted for id_, noted in self._noted.items() if id_ in here}

    async def look(self) -> None:
        """Says to the database who is there, and hears from it what was missed."""
        waiting = [knock for table in self._hall.tables.values() for knock in table.waiting]
        there = [seat.member.id for seat in self._seats() if seat.wire and not self._note(seat).is_quiet]
        try:
            await in_thread(say_present, there, waiting)
            await self._bridge.refresh(list(self._hall.tables))
            for knock, answer in (await in_thread(snapshot.answered, waiting)).items():
                self._answer(knock, answer)
            await self._end_sessions()
        except LOST as error:
            log.warning("rooms.not_looked", error=type(error).__name__)
            self._look_due = time.monotonic() + AGAIN_S

    def renew_relays(self, now: float) -> None:
        """New credentials before the old ones end."""
        for seat in self._seats():
            noted = self._note(seat)
            if seat.wire and now - noted.relay_at >= RENEW_S:
                noted.relay_at = now
                seat.say({"type": "ice_servers", "ice_servers": turn.ice_servers(seat.member.user)})

    def _answer(self, knock: int, answer: str) -> None:
        """Let in or turned away; whoever is held to be gone knocks again."""
        for table in list(self._hall.tables.values()):
            for waiter in table.waiting.get(knock, []):
                waiter.ring(events.knock_answered(knock, KnockAnswer(answer)))

    async def _end_sessions(self) -> None:
        """Of people who have signed out, somewhere or in time. Their standing is watched by each socket itself."""
        seats = [seat for seat in self._seats() if seat.wire and seat.session_key]
        waiters = [each for table in self._hall.tables.values() for each in table.waiters() if each.session_key]
        keys = {seat.session_key for seat in seats} | {waiter.session_key for waiter in waiters}
        ended = await in_thread(sessions_ended, keys)
        for seat in seats:
            if seat.session_key in ended:
                seat.close(Close.NOT_SIGNED_IN)
        for waiter in waiters:
            if waiter.session_key in ended:
                # Admission says so.
                waiter.ring({"type": "waiters.again"})

    async def _run(self) -> None:
        try:
            while self._hall.tables:
                await asyncio.sleep(TICK_S)
                now = time.monotonic()
                with goes_on("rooms.not_ticked"):
                    self.tick(now)
                with goes_on("rooms.not_renewed"):
                    self.renew_relays(now)
                if now >= self._look_due and not self._is_looking:
                    self._is_looking, self._look_due = True, now + LOOK_S
                    # Beside the ticks: a database that hangs does not answer for a while.
                    self._bridge.begin(self._look())
        finally:
            self._task = None

    async def _look(self) -> None:
        try:
            with goes_on("rooms.not_looked"):
                await self.look()
        finally:
            self._is_looking = False

    def _look_at(self, seat: "Seat", noted: _Noted, now: float) -> None:
        if seat.wire is None:
            noted.gone_at = now if noted.gone_at is None else noted.gone_at
            if now - noted.gone_at >= AWAY_S:
                self._end(seat, noted, now)
            return
        quiet = now - seat.beat_at
        if quiet >= SILENT_S:
            self._end(seat, noted, now)
        elif quiet >= QUIET_S and not noted.is_quiet:
            noted.is_quiet = True
            self._tell(seat, {"type": "peer.away", "peer": seat.member.id})
            self._park(seat)
        elif quiet < QUIET_S and noted.is_quiet:
            noted.is_quiet = False
            self._tell(seat, {"type": "peer.resumed", "peer": seat.member.id, "process": self._hall.process})
            self._back(seat)

    def _tell(self, seat: "Seat", event: dict[str, Any]) -> None:
        self._hall.announce(seat.table.room, event)

    def _park(self, seat: "Seat") -> None:
        parked = [Parked(seat.member.id, seat.seq)]
        self._bridge.clerk.put(partial(mailbox.park, parked, letters(seat), process=self._hall.process))

    def _back(self, seat: "Seat") -> None:
        self._bridge.clerk.put(partial(mailbox.unpark, seat.member.id, process=self._hall.process))

    def _end(self, seat: "Seat", noted: _Noted, now: float) -> None:
        if noted.ended_at is None or now - noted.ended_at >= LOOK_S:
            noted.ended_at = now
            seat.close(Close.TIMED_OUT)
            self._bridge.clerk.put(partial(admission.leave, UUID(seat.member.id), reason="timeout"))

    def _note(self, seat: "Seat") -> _Noted:
        if (noted := self._noted.get(seat.member.id)) is None:
            noted = self._noted[seat.member.id] = _Noted(time.monotonic())
        return noted

    def _seats(self) -> Iterator["Seat"]:
        for table in list(self._hall.tables.values()):
            yield from list(table.seats.values())

    def _is_seated(self, seat: "Seat") -> bool:
        return seat.table.seats.get(seat.member.id) is seat


def say_present(peers: Collection[str], knocks: Collection[int]) -> None:
    """These peers are there and these people wait: one statement for each. By the database's own clock."""
    if peers:
        RoomPeer.objects.joined().filter(pk__in=peers).update(last_seen_at=Now())
    if knocks:
        admission.still_waiting(list(knocks))


def sessions_ended(keys: Collection[str]) -> set[str]:
    """Those of the sessions in which nobody is signed in any more."""
    there = Session.objects.filter(session_key__in=keys, expire_date__gt=Now())
    return set(keys) - set(there.values_list("session_key", flat=True))
