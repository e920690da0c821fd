"""The endpoint /ws/live/: lets a page follow topics and forwards only that one of them has changed."""

import asyncio
import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import django.db
import psycopg
import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from school import clock
from school.live import crowd, groups, standing, topics
from school.live.frames import MOST_TOPICS, BadFrame, Bucket, Close, Wish, read

log = structlog.get_logger(__name__)

RIGHTS_LAST = timedelta(seconds=60)
PULSE_SECONDS = 10.0
# For one step: asking the rights, joining a group, writing to the browser. Longer means that one of them hangs.
STEP_SECONDS = 3.0
LOST = (RedisError, TimeoutError, django.db.Error, psycopg.Error)


@database_sync_to_async  # type: ignore[untyped-decorator]  # channels ships without types
def _ask(session_key: str | None, wanted: Collection[str]) -> tuple[topics.Reader, frozenset[str]]:
    """Whoever is signed in with the session at this moment, and what of the topics they may follow."""
    reader = topics.reader_of(session_key)
    return reader, topics.granted(reader, wanted)


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships without types
    """One socket of one page."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Runs the socket; without Redis there is nothing to listen to, and the browser is told to come again."""
        self.followed: set[str] = set()
        self.joined: set[str] = set()
        self.places: Sequence[str] = ()
        self.closing = False
        self.watcher: asyncio.Task[None] | None = None
        self.watch: standing.Watch | None = None
        try:
            async with asyncio.timeout(STEP_SECONDS):
                await get_channel_layer().send("live.reachable", {"type": "live.pulse"})
            await super().__call__(scope, receive, send)
        except LOST as error:
            log.warning("live.unavailable", error=type(error).__name__)
            await send({"type": "websocket.close", "code": Close.TRY_LATER})
        finally:
            await self._leave_all()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Each step has its time. What it loses closes the socket, and the page refetches when it is back."""
        if self.closing and message["type"] != "websocket.disconnect":
            return
        try:
            async with asyncio.timeout(STEP_SECONDS):
                await super().dispatch(message)
        except BadFrame as frame:
            await self.close(frame.code)
        except LOST as error:
            await self._lost(error)

    async def connect(self) -> None:
        """Anybody may connect, though not without end; what they may follow is asked for each topic."""
        self.session_key: str | None = self.scope["session"].session_key
        host, _port = self.scope.get("client") or (None, None)
        if (places := crowd.enter(self.session_key, host)) is None:
            await self.close(Close.FLOOD)
            return
        self.places = places
        self.bucket = Bucket(clock.now())
        self.heard = asyncio.Event()
        if self.session_key:
            await self._join(groups.of_session(self.session_key))
        await self.accept()
        self.watcher = asyncio.create_task(self._watch())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A frame of the browser; binary ones are malformed."""
        self.bucket.take(clock.now())
        wish, asked = read(text_data)
        if wish is Wish.LEAVE:
            await self._leave(self.followed.intersection(asked))
            return
        if len(self.followed.union(asked)) > MOST_TOPICS:
            raise BadFrame(Close.MALFORMED)
        granted = await self._check_rights(asked)
        for topic in granted.intersection(asked):
            await self._join(groups.of_topic(topic))
            self.followed.add(topic)
            await self._tell("subscribed", topic)

    async def live_changed(self, event: dict[str, str]) -> None:
        """Forwards the topic's name, if the reader still has the right to it."""
        if clock.now() - self.checked_at >= RIGHTS_LAST:
            await self._check_rights(())
        if event["topic"] in self.followed:
            await self._tell("changed", event["topic"])

    async def live_session_ended(self, event: dict[str, str]) -> None:
        """The reader signed out somewhere: the browser may come back as whoever it is then."""
        await self.close(Close.SESSION_ENDED)

    async def live_pulse(self, event: dict[str, str]) -> None:
        """Our own message came back through Redis."""
        self.heard.set()

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Closes once; a browser that went away meanwhile is closed already."""
        if not self.closing:
            self.closing = True
            with suppress(OSError):
                await super().close(code, reason)

    async def _check_rights(self, asked: Iterable[str]) -> frozenset[str]:
        """Asks all rights anew, refuses what is not allowed (any more) and returns what is."""
        wanted = self.followed.union(asked)
        granted: frozenset[str]
        reader, granted = await _ask(self.session_key, wanted)
        self.checked_at = clock.now()
        if self.watch is None and reader.is_authenticated:
            # The reader as loaded for these rights: a change from this moment on is noticed.
            self.watch = standing.watch(reader, ended=self._standing_changed)
        for topic in sorted(wanted - granted):
            self.followed.discard(topic)
            await self._tell("refused", topic)
        return granted

    async def _standing_changed(self) -> None:
        """Another role, another password, archived: the browser may come back as whoever it is now."""
        await self.close(Close.SESSION_ENDED)

    async def _tell(self, what: str, topic: str) -> None:
        await self.send(json.dumps({"type": what, "topic": topic}))

    async def _join(self, group: str) -> None:
        self.joined.add(group)
        await self.channel_layer.group_add(group, self.channel_name)

    async def _leave(self, topics: Iterable[str]) -> None:
        """An inbox opens one slip after the other: what it has closed must not count for ever."""
        for topic in topics:
            self.followed.discard(topic)
            self.joined.discard(groups.of_topic(topic))
            await self.channel_layer.group_discard(groups.of_topic(topic), self.channel_name)

    async def _watch(self) -> None:
        """Messages itself through Redis: when that does not come back, the page must not go on claiming to be live."""
        try:
            while True:
                async with asyncio.timeout(STEP_SECONDS):
                    await self.channel_layer.send(self.channel_name, {"type": "live.pulse"})
                    await self.heard.wait()
                self.heard.clear()
                await asyncio.sleep(PULSE_SECONDS)
        except LOST as error:
            await self._lost(error)

    async def _lost(self, error: BaseException) -> None:
        log.warning("live.lost", error=type(error).__name__)
        await self.close(Close.TRY_LATER)

    async def _leave_all(self) -> None:
        """Also when the browser vanished or the server stops: the layer would keep the names for ever."""
        crowd.leave(self.places)
        if self.watcher:
            self.watcher.cancel()
        if self.watch:
            await self.watch.stop()
        for group in self.joined:
            with suppress(*LOST):
                async with asyncio.timeout(STEP_SECONDS):
                    await self.channel_layer.group_discard(group, self.channel_name)
