"""The endpoint /ws/rooms/<slug>/ (docs/room-protocol.md): a plain ASGI callable under Channels' wrappers.

No consumer and no channel layer between two people of one process: both cost more than all the rest (rooms.md, "Fast").
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import translation

from rooms import admission
from rooms.wire import limits
from rooms.wire.close import Close
from rooms.wire.lesson import Lesson, Listen
from rooms.wire.seat import Seat
from rooms.wire.threads import LOST, in_thread
from rooms.wire.visit import Visit
from rooms.wire.wire import Wire
from school.live import crowd
from school.sockets import EXTENSION

log = structlog.get_logger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def rooms_socket(scope: dict[str, Any], receive: Receive, send: Any) -> None:
    """One socket of one page, from its handshake to its end. Closes only after it has accepted, with a code."""
    await receive()
    await send({"type": "websocket.accept"})
    task = asyncio.current_task()
    assert task  # noqa: S101 - whoever awaits runs in one
    server = scope.get("extensions", {}).get(EXTENSION)
    wire = Wire(send, task, server.write if server else None)
    session_key: str | None = scope["session"].session_key
    host, _port = scope.get("client") or (None, None)
    if not session_key:
        wire.close(Close.NOT_SIGNED_IN)
        return
    slug, language = scope["url_route"]["kwargs"]["slug"], _language(scope)
    visit = Visit(wire, receive, slug=slug, session_key=session_key, language=language)
    stay = partial(_stay, visit, host, server.listen if server else None, task)
    if server:
        # Of the handshake nothing stays in memory for as long as the lesson.
        server.go_on(stay)
    else:
        await stay()


async def _stay(visit: Visit, host: str | None, listen: Listen | None, task: asyncio.Task[Any]) -> None:
    wire = visit.wire
    if (places := crowd.enter(visit.session_key, None, kind="rooms.")) is None:
        log.warning("rooms.crowded")
        wire.close(Close.FLOOD)
        return
    visit.asks, visit.known = limits.arrive(host, wire)
    try:
        await _run(visit, wire, listen, task)
    finally:
        visit.known()
        crowd.leave(places)
        wire.abandon()


async def _run(visit: Visit, wire: Wire, listen: Listen | None, task: asyncio.Task[Any]) -> None:
    seat: Seat | None = None
    try:
        if seat := await visit.until_seated():
            await Lesson(seat, wire, visit.bucket).run(visit.arrived(), visit.message, listen)
    except asyncio.CancelledError:
        if wire.is_open:
            raise
        # By ourselves, because the socket was closed.
        task.uncancel()
    finally:
        wire.retire()
        if seat and _got_up(seat, wire) and wire.code == Close.NOT_SIGNED_IN:
            await _end_session(seat)
        await visit.end()


def _got_up(seat: Seat, wire: Wire) -> bool:
    """Away from now on; False if the peer has left, or another socket has its seat by now."""
    table = seat.table
    if table.seats.get(seat.member.id) is not seat or seat.wire is not wire:
        return False
    seat.wire = None
    table.hall.announce(table.room, {"type": "peer.away", "peer": seat.member.id})
    table.hall.outside.dropped(seat)
    return True


async def _end_session(seat: Seat) -> None:
    """Being away closes no connection between two homes: whoever may not come back is out at once."""
    try:
        await in_thread(admission.end_session, UUID(seat.member.id), seat.session_key)
    except LOST as error:
        # They leave when they have been away for long enough.
        log.warning("rooms.session_not_ended", error=type(error).__name__)


def _language(scope: dict[str, Any]) -> str:
    asked = scope.get("cookies", {}).get(settings.LANGUAGE_COOKIE_NAME, "")
    return asked if asked and translation.check_for_language(asked) else settings.LANGUAGE_CODE
