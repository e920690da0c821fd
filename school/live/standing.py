"""Ends open sockets of people whose standing has changed, in whatever way their row was written. For any socket.

Each process asks PostgreSQL once every few seconds for all people who have sockets open in it, and at once for somebody
whose row the product has just saved. What a socket's rights depend on is its reader's stamp; once that is another than
the one they were granted under, `ended` is called, once:

    watch = standing.watch(reader, ended=self.close_as_changed)
    ...
    await watch.stop()
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import django.db
import psycopg
import structlog
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth import get_user_model
from redis.exceptions import RedisError

from school import aftercommit
from school.live import groups

log = structlog.get_logger(__name__)

# Whatever Redis loses is noticed after this; with the query itself it stays below five seconds.
EVERY_SECONDS = 4.0
STOP_SECONDS = 1.0
LOST = (RedisError, TimeoutError, OSError, django.db.Error, psycopg.Error)

Stamp = Callable[[Any], Hashable]
_stamps: list[Stamp] = [lambda person: (person.is_active, person.get_session_auth_hash())]


def stamp(of: Stamp) -> None:
    """Adds to what rights depend on. Called from AppConfig.ready; must not ask the database."""
    _stamps.append(of)


def changed(pk: int) -> None:
    """Has the sockets of this person looked at as soon as the transaction has committed; never raises."""
    aftercommit.on_commit(_announce, pk)


def saved(instance: Any, **_signal: object) -> None:
    """Signal receiver: somebody's row was saved."""
    changed(instance.pk)


@dataclass(eq=False)
class Watch:
    """What one socket waits for."""

    stamps: Mapping[int, Hashable]
    ended: Callable[[], Awaitable[None]]
    watcher: "_Watcher"

    async def stop(self) -> None:
        """The socket is gone; the last one lets the watcher rest. May be called again."""
        self.watcher.watches.discard(self)
        if not self.watcher.watches:
            await self.watcher.rest()


def watch(reader: Any, *, ended: Callable[[], Awaitable[None]]) -> Watch:
    """Calls `ended` once when the reader is no longer who they were when this object was loaded.

    So too for whoever sees the site as the reader, if the object says so (`impersonator`).
    """
    loop = asyncio.get_running_loop()
    if loop not in _watchers:
        _watchers[loop] = _Watcher()
    people = filter(None, (reader, getattr(reader, "impersonator", None)))
    new = Watch({person.pk: _stamp_of(person) for person in people}, ended, _watchers[loop])
    new.watcher.watches.add(new)
    return new


class _Watcher:
    """The one of an event loop; it lives as long as somebody is watched."""

    def __init__(self) -> None:
        self.watches: set[Watch] = set()
        self._due = asyncio.Event()
        self._ending: set[asyncio.Task[None]] = set()
        self._tasks = [asyncio.create_task(work()) for work in (self._look, self._listen)]

    async def rest(self) -> None:
        loop = asyncio.get_running_loop()
        if _watchers.get(loop) is self:
            del _watchers[loop]
        for task in self._tasks:
            task.cancel()
        # A Redis that hangs does not keep the socket that ends.
        await asyncio.wait(self._tasks, timeout=STOP_SECONDS)

    async def _look(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_SECONDS):
                    await self._due.wait()
            self._due.clear()
            # By itself: everybody's stamps are not kept until the next time.
            await self._look_once()

    async def _look_once(self) -> None:
        # Of whoever begins to be watched meanwhile, the answer says nothing.
        asked = list(self.watches)
        try:
            now = await _standing({pk for each in asked for pk in each.stamps})
        except LOST as error:
            # Without the database no page answers either; asked again in a moment.
            log.warning("standing.unknown", error=type(error).__name__)
        else:
            outdated = [each for each in asked if not each.stamps.items() <= now.items()]
            self._end([each for each in outdated if each in self.watches])

    def _end(self, outdated: list[Watch]) -> None:
        for each in outdated:
            self.watches.discard(each)
            # On its own: one browser that does not answer must not hold up the others.
            task = asyncio.ensure_future(each.ended())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(groups.PEOPLE, channel)
                await self._hear(layer, channel)
            except LOST as error:
                log.warning("standing.deaf", error=type(error).__name__)
                await asyncio.sleep(EVERY_SECONDS)

    async def _hear(self, layer: Any, channel: str) -> None:
        try:
            while True:
                message = await layer.receive(channel)
                if any(message["person"] in each.stamps for each in self.watches):
                    self._due.set()
        finally:
            with suppress(*LOST):
                await layer.group_discard(groups.PEOPLE, channel)


_watchers: WeakKeyDictionary[asyncio.AbstractEventLoop, _Watcher] = WeakKeyDictionary()


def _stamp_of(person: Any) -> Hashable:
    return tuple(of(person) for of in _stamps)


@database_sync_to_async  # type: ignore[untyped-decorator]  # channels ships without types
def _standing(people: Collection[int]) -> Mapping[int, Hashable]:
    """Stamps as of now; whoever has no row any more has none."""
    return {person.pk: _stamp_of(person) for person in get_user_model()._default_manager.filter(pk__in=people)}


async def _announce(pk: int) -> None:
    await get_channel_layer().group_send(groups.PEOPLE, {"type": "standing.changed", "person": pk})
