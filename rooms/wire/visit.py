"""A socket before its peer has a seat: hello, the lobby, the choice between two devices."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.utils import translation

from rooms import admission
from rooms.admission import Elsewhere, Entered, Waiting
from rooms.refusals import Refused
from rooms.wire import frames, limits, seating
from rooms.wire import table as tables
from rooms.wire.close import Close, Fault
from rooms.wire.frames import BadFrame, Hello, Mistake
from rooms.wire.seat import Seat, encode
from rooms.wire.table import Table, Waiter
from rooms.wire.threads import LOST, in_thread
from rooms.wire.timers import HELLO_S, SILENT_S
from rooms.wire.wire import Wire
from school.live import standing

log = structlog.get_logger(__name__)

Message = dict[str, Any]


class Visit:
    """One socket. Everything happens one after the other in its own task, until there is a seat."""

    def __init__(
        self, wire: Wire, receive: Callable[[], Awaitable[Message]], *, slug: str, session_key: str, language: str
    ) -> None:
        self.wire, self.receive = wire, receive
        self.slug, self.session_key, self.language = slug, session_key, language
        self.bucket = limits.of_frames()
        # Called when it has said hello, and as soon as it is known whose socket this is.
        self.asks: Callable[[], None] = lambda: None
        self.known: Callable[[], None] = lambda: None
        self._hello: Hello | None = None
        self._waiting: tuple[int, Table] | None = None
        self._waiter = Waiter(self._ring, session_key)
        self._reason = ""
        self._events: list[dict[str, Any]] = []
        # Of the one who waits in `_next`.
        self._bell: asyncio.Future[None] | None = None
        self._receiving: asyncio.Task[Message] | None = None
        self._account: int | None = None
        self._watch: standing.Watch | None = None

    async def until_seated(self) -> Seat | None:
        """The seat, once there is one; None when the socket has ended before."""
        patience, since = HELLO_S, time.monotonic()
        while self.wire.is_open:
            message = await self._next(since + patience - time.monotonic())
            if message is None:
                self.wire.close(Close.TIMED_OUT)
                break
            if message["type"] == "websocket.disconnect":
                break
            if message["type"] == "websocket.receive":
                seat = await self._hear(message.get("text"))
                if self._hello:
                    patience, since = SILENT_S, time.monotonic()
            else:
                seat = await self._happened(message)
            if seat:
                return seat
        return None

    def arrived(self) -> Message | None:
        """The message that has come since, if there is one; it is the seat's."""
        if self._receiving is None or not self._receiving.done():
            return None
        receiving, self._receiving = self._receiving, None
        return receiving.result()

    async def message(self) -> Message:
        """The next one, once there is a seat."""
        receiving, self._receiving = self._receiving, None
        return await (receiving or self.receive())

    async def end(self) -> None:
        """The socket is gone."""
        if self._receiving:
            self._receiving.cancel()
        if self._account is not None:
            limits.leave(self._account)
        if self._watch:
            await self._watch.stop()
        if knock := self._stop_waiting():
            try:
                await in_thread(admission.stop_waiting, knock)
            except LOST as error:
                # The sweep ends knocks whose socket is gone.
                log.warning("rooms.knock_lost", error=type(error).__name__)

    async def _next(self, seconds: float) -> Message | None:
        """A message of the browser, or an event while waiting; None when neither comes in time."""
        self._receiving = self._receiving or asyncio.ensure_future(self.receive())
        bell = self._bell = asyncio.get_running_loop().create_future()
        try:
            if not self._events:
                both = {self._receiving, bell}
                await asyncio.wait(both, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._bell = None
        if self._events:
            return self._take_event()
        if self._receiving.done():
            receiving, self._receiving = self._receiving, None
            return receiving.result()
        return None

    def _take_event(self) -> Message:
        """Of several the one that ends the waiting, if there is one; asking again once is enough for the others."""
        events, self._events = self._events, []
        return next((event for event in events if _ends(event)), events[-1])

    def _ring(self, event: dict[str, Any]) -> None:
        self._events.append(event)
        if self._bell and not self._bell.done():
            self._bell.set_result(None)

    async def _hear(self, text: str | None) -> Seat | None:
        if not self.bucket.take(time.monotonic()):
            self.wire.close(Close.FLOOD)
            return None
        try:
            return await self._do(frames.read(text))
        except BadFrame as bad:
            self.wire.close(bad.code)
        except Mistake as mistake:
            self._fault(mistake.fault, ref=mistake.ref, message=mistake.message)
        return None

    async def _do(self, frame: frames.Frame) -> Seat | None:
        if isinstance(frame, Hello):
            if self._waiting:
                raise Mistake(Fault.ALREADY_JOINED, message="You wait already.")
            self._hello = frame
            return await self._ask(frame)
        if isinstance(frame, frames.Beat):
            self._say({"type": "beat"})
        elif isinstance(frame, frames.Leave):
            self.wire.close(Close.DONE)
        else:
            raise Mistake(Fault.NOT_JOINED, ref=getattr(frame, "id", None), message="Say hello first.")
        return None

    async def _happened(self, event: dict[str, Any]) -> Seat | None:
        if event["type"] == "process.ends":
            self.wire.close(Close.GOING_AWAY)
        elif event["type"] == "room.closed":
            self._refuse(Refused(Close.ROOM_CLOSED, event["reason"]))
        elif _ends(event):
            self._refuse(Refused(Close.NOT_ALLOWED, Fault.DENIED))
        elif self._hello:
            return await self._ask(self._hello)
        return None

    async def _ask(self, hello: Hello) -> Seat | None:
        """Asks admission; whoever waits asks again with the same hello when something has changed."""
        if tables.hall().is_leaving:
            self.wire.close(Close.GOING_AWAY)
            return None
        if not limits.may_say_hello(self.session_key):
            self.wire.close(Close.FLOOD)
            return None
        self.asks()
        try:
            return await self._answered(await in_thread(self._enter, hello), hello)
        except Refused as refused:
            self._refuse(refused)
        except (*LOST, ObjectDoesNotExist) as error:
            log.warning("rooms.unavailable", error=type(error).__name__)
            self._fault(Fault.TRY_LATER)
            self.wire.close(Close.TRY_LATER)
        return None

    async def _answered(self, answer: Entered | Waiting | Elsewhere, hello: Hello) -> Seat | None:
        # Whatever it was that brought them here is used up.
        self._hello = replace(hello, resume=None)
        if not await self._count(answer.person):
            await self._undo(answer)
            self.wire.close(Close.FLOOD)
            return None
        if isinstance(answer, Entered):
            return await self._sit(answer, hello)
        if isinstance(answer, Waiting):
            self._wait(answer)
        else:
            # Let in on another of their sockets, it may be.
            self._stop_waiting()
            self._reason = ""
            self._say({"type": "elsewhere"})
        return None

    def _enter(self, hello: Hello) -> Entered | Waiting | Elsewhere:
        process = tables.PROCESS
        if hello.resume:
            peer, secret = UUID(hello.resume.peer), hello.resume.secret
            if entered := admission.resume(self.session_key, self.slug, peer=peer, secret=secret, process=process):
                return entered
        return admission.enter(
            self.session_key, self.slug, display_name=hello.display_name, as_=hello.as_, process=process
        )

    async def _count(self, person: Any) -> bool:
        """Once it is known whose socket this is: not too many of theirs, and only while they are who they are."""
        if self._account is None:
            if not limits.enter(person.pk):
                return False
            self._account = person.pk
            self.known()
        if self._watch:
            await self._watch.stop()
        self._watch = standing.watch(person, ended=self._standing_changed)
        return True

    async def _undo(self, answer: Any) -> None:
        if isinstance(answer, Entered):
            await in_thread(admission.leave, answer.me.id)
        elif isinstance(answer, Waiting):
            await in_thread(admission.stop_waiting, answer.knock_id)

    async def _sit(self, entered: Entered, hello: Hello) -> Seat | None:
        self._stop_waiting()
        if seat := await seating.sit(entered, hello.resume, self.wire):
            seat.session_key, seat.beat_at = self.session_key, time.monotonic()
        return seat

    def _wait(self, waiting: Waiting) -> None:
        table = tables.hall().table(waiting.room.pk, waiting.room.frame())
        if self._waiting != (waiting.knock_id, table):
            table.wait(waiting.knock_id, self._waiter)
            self._stop_waiting()
            self._waiting = waiting.knock_id, table
        if waiting.reason != self._reason:
            self._reason = waiting.reason
            self._say({"type": "waiting", "reason": waiting.reason})

    def _stop_waiting(self) -> int | None:
        """Gives the place before the door back; the number of the knock, if no other socket here has it."""
        if self._waiting is None:
            return None
        (knock, table), self._waiting = self._waiting, None
        is_last = table.stop_waiting(knock, self._waiter)
        table.hall.clear(table)
        return knock if is_last else None

    def _refuse(self, refused: Refused) -> None:
        """The reason first: of a close code browsers tell people nothing."""
        if refused.close_code == Close.ROOM_CLOSED:
            self._say({"type": "room.closed", "reason": refused.reason})
        else:
            with translation.override(self.language):
                self._fault(refused.reason, message=str(refused))
        self.wire.close(Close(refused.close_code or Close.NOT_ALLOWED))

    async def _standing_changed(self) -> None:
        self.wire.close(Close.NOT_SIGNED_IN)

    def _fault(self, code: str, *, ref: str | None = None, message: str = "") -> None:
        self._say({"type": "error", "code": code, "message": message, "ref": ref})

    def _say(self, frame: dict[str, Any]) -> None:
        self.wire.write(encode(frame))


def _ends(event: dict[str, Any]) -> bool:
    return event["type"] in {"room.closed", "process.ends"} or event.get("answer") == "denied"
