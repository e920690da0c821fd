"""The frames of a peer that is in the room: signals to others, what it sends, chat, and what hosts ask for."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from uuid import UUID

import structlog

from rooms import admission
from rooms.refusals import Refused
from rooms.wire import frames, limits, orders
from rooms.wire.bucket import Bucket
from rooms.wire.close import Close, Fault
from rooms.wire.frames import BadFrame, Mistake
from rooms.wire.seat import TOO_MUCH, Seat, encode
from rooms.wire.threads import LOST, in_thread
from rooms.wire.wire import Wire
from school import clock

log = structlog.get_logger(__name__)

Message = dict[str, Any]
Listen = Callable[[Callable[[str | None], None]], None]
# Of one host, asked for and not done yet.
MOST_ORDERS = 8
# A line to everybody fills more than one line.
_LINE_COUNTS = 4


class Lesson:
    """One socket of a peer with a seat. Between two seats of this process nothing waits and nothing is stored."""

    __slots__ = ("_bucket", "_bytes", "_leaving", "_ordering", "_orders", "_saving", "_seat", "_unsaved", "_wire")

    def __init__(self, seat: Seat, wire: Wire, bucket: Bucket) -> None:
        self._seat, self._wire, self._bucket = seat, wire, bucket
        self._bytes = limits.of_bytes(seat.member.user)
        self._leaving: asyncio.Task[None] | None = None
        self._ordering: asyncio.Lock | None = None
        self._orders: set[asyncio.Task[None]] = set()
        self._saving: asyncio.Task[None] | None = None
        self._unsaved: dict[str, bool] = {}

    async def run(
        self, arrived: Message | None, receive: Callable[[], Awaitable[Message]], listen: Listen | None
    ) -> None:
        """To the socket's end. With `listen` frames come without waking this task, which then waits for the end."""
        message = arrived
        if listen and (message is None or message["type"] == "websocket.receive"):
            if message:
                self.hear(message.get("text"))
            if self._wire.is_open:
                listen(self.hear)
            message = None
        while self._wire.is_open:
            message = message or await receive()
            if message["type"] != "websocket.receive":
                break
            self.hear(message.get("text"))
            message = None
        if self._leaving:
            await self._leaving

    def hear(self, text: str | None) -> None:
        """One frame of the browser; None for a binary one."""
        if self._leaving or not self._wire.is_open:
            return
        now = time.monotonic()
        if not (self._bucket.take(now) and self._bytes.take(now, frames.size(text or ""))):
            self._wire.close(Close.FLOOD)
            return
        self._seat.beat_at = now
        self._hear(text)

    def _hear(self, text: str | None) -> None:
        try:
            frame = frames.read(text)
            _DO[type(frame)](self, frame)
        except BadFrame as bad:
            self._wire.close(bad.code)
        except Mistake as mistake:
            self._seat.fault(mistake.fault, ref=mistake.ref, message=mistake.message)

    def _signal(self, frame: frames.Signal) -> None:
        seat = self._seat
        if frame.kind == "offer" and seat.member.is_observer:
            raise Mistake(Fault.NOT_ALLOWED, ref=frame.id, message="Observers do not offer.")
        if seat.member.is_camera and frame.to == seat.member.shown["of"]:
            raise Mistake(Fault.NOT_ALLOWED, ref=frame.id, message="Second cameras do not connect to their owner.")
        me = seat.member.id
        self._check_share(frame.to, frame.id)
        if not seat.is_new(frame.id):
            return
        text = encode(
            {
                "type": "signal",
                "from": me,
                "id": frame.id,
                "kind": frame.kind,
                "epoch": frame.epoch,
                "payload": frame.payload,
            }
        )
        if frame.to == me or not seat.table.send(frame.to, text, sender=me):
            raise _no_such_peer(frame.id)

    def _check_share(self, to: str, ref: str) -> None:
        """Before the id counts as seen: it may be sent again."""
        other = self._seat.table.seats.get(to)
        if other is not None and other.is_full_of(self._seat.member.id):
            raise Mistake(Fault.TRY_LATER, ref=ref, message=TOO_MUCH)

    def _ack(self, frame: frames.Ack) -> None:
        self._seat.confirm(frame.seq)

    def _beat(self, _frame: frames.Beat) -> None:
        self._seat.say({"type": "beat"})

    def _state(self, frame: frames.State) -> None:
        member, table = self._seat.member, self._seat.table
        if member.is_observer and any(frame.parts.get(part) for part in ("mic", "cam", "keys")):
            raise Mistake(Fault.NOT_ALLOWED, message="Observers send nothing.")
        if member.is_camera and (frame.parts.get("mic") or frame.parts.get("keys")):
            raise Mistake(Fault.NOT_ALLOWED, message="Second cameras send a picture and nothing else.")
        is_known = frame.parts.items() <= member.shown["state"].items()
        # Stored, a hand that a host has lowered may be up: it was written after that.
        if is_known and frame.parts.get("hand") is not False:
            return
        if not is_known:
            table.hall.announce(table.room, {"type": "peer.state", "peer": member.id, "state": frame.parts})
        self._unsaved |= frame.parts
        if self._saving is None:
            self._saving = _spawn(self._save())

    async def _save(self) -> None:
        """One write at a time: what changes meanwhile goes with the next."""
        try:
            while self._unsaved:
                parts, self._unsaved = self._unsaved, {}
                await in_thread(admission.note_state, UUID(self._seat.member.id), parts)
        except LOST as error:
            # Only those who come later by another process would see it; the next change brings it again.
            log.warning("rooms.state_lost", error=type(error).__name__)
        finally:
            self._saving = None

    def _chat(self, frame: frames.Chat) -> None:
        seat, table = self._seat, self._seat.table
        me = seat.member.id
        if seat.member.is_observer:
            raise Mistake(Fault.NOT_ALLOWED, ref=frame.id, message="Observers do not write.")
        if seat.member.is_camera:
            raise Mistake(Fault.NOT_ALLOWED, ref=frame.id, message="Second cameras do not write.")
        if frame.to == me or (frame.to and frame.to not in table.members):
            raise _no_such_peer(frame.id)
        self._check_share(frame.to or "", frame.id)
        if not seat.is_new(frame.id):
            return
        if not frame.to and not self._bytes.take(time.monotonic(), (_LINE_COUNTS - 1) * frames.size(frame.text)):
            self._wire.close(Close.FLOOD)
            return
        at = clock.now().isoformat()
        line = {"type": "chat", "from": me, "id": frame.id, "text": frame.text, "at": at, "to": frame.to}
        if frame.to:
            table.send(frame.to, encode(line), sender=me)
            seat.tell(line)
        else:
            table.hall.announce(table.room, line)

    def _leaves(self, _frame: frames.Leave) -> None:
        self._leaving = _spawn(self._leave())

    async def _leave(self) -> None:
        """If the database does not hear of it, the sweep ends the stay."""
        try:
            await in_thread(admission.leave, UUID(self._seat.member.id))
        except LOST as error:
            log.warning("rooms.leave_lost", error=type(error).__name__)
        self._wire.close(Close.DONE)

    def _order(self, order: frames.Order) -> None:
        seat, table = self._seat, self._seat.table
        if not seat.member.is_host or seat.member.is_camera:
            raise Mistake(Fault.NOT_ALLOWED, ref=order.ref, message="Only hosts may do this.")
        if order.peer and order.peer not in table.members:
            raise _no_such_peer(order.ref)
        if order.verb == "mute":
            table.hall.announce(table.room, {"type": "mute.request", "from": seat.member.id, "peer": order.peer})
            return
        if len(self._orders) >= MOST_ORDERS:
            raise Mistake(Fault.TRY_LATER, ref=order.ref, message="Too much at once.")
        task = _spawn(self._do(order))
        self._orders.add(task)
        task.add_done_callback(self._orders.discard)

    async def _do(self, order: frames.Order) -> None:
        """One after the other, and beside the host's own signals."""
        self._ordering = self._ordering or asyncio.Lock()
        try:
            async with self._ordering:
                await in_thread(orders.do, order, room=self._seat.table.room, by=self._seat.member.user)
        except Refused as refused:
            self._seat.fault(refused.reason, ref=order.ref, message=str(refused))
        except LOST as error:
            log.warning("rooms.order_lost", error=type(error).__name__)
            self._seat.fault(Fault.TRY_LATER, ref=order.ref)

    def _hello(self, _frame: frames.Hello) -> None:
        raise Mistake(Fault.ALREADY_JOINED, message="You are in the room.")


def _no_such_peer(ref: str | None) -> Mistake:
    return Mistake(Fault.NO_SUCH_PEER, ref=ref, message="Nobody of this id is in the room.")


def _spawn(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(work)


_DO: dict[type, Callable[[Lesson, Any], None]] = {
    frames.Signal: Lesson._signal,
    frames.Ack: Lesson._ack,
    frames.Beat: Lesson._beat,
    frames.State: Lesson._state,
    frames.Chat: Lesson._chat,
    frames.Leave: Lesson._leaves,
    frames.Order: Lesson._order,
    frames.Hello: Lesson._hello,
}
