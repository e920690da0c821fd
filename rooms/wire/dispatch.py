"""What goes to other processes, in order: one message is under way, and what comes meanwhile goes together."""

import asyncio
from typing import Any, NamedTuple

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from rooms.wire.backlog import Backlog
from rooms.wire.steady import goes_on

log = structlog.get_logger(__name__)

Item = dict[str, Any]
# What it looks like when Redis does not answer.
LOST = (RedisError, TimeoutError, OSError)
# A Redis that restarts is back before; what is older belongs to a lesson that has helped itself.
KEEP_S = 5.0
STEP_S = 1.0
RETRY_S = 0.1
_MOST_TOGETHER = 64


class _Waiting(NamedTuple):
    since: float
    group: str
    item: Item


class Dispatch:
    """The queue of one event loop."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._waiting: Backlog[_Waiting] = Backlog()
        self._task: asyncio.Task[None] | None = None

    def put(self, group: str, item: Item) -> None:
        """Sends the item to the group; returns at once. A frame for one peer is lost if too many wait."""
        loop = asyncio.get_running_loop()
        self._waiting.put(_Waiting(loop.time(), group, item), len(item.get("text", "")))
        if self._task is None:
            self._task = loop.create_task(self._run())

    async def done(self) -> None:
        """Waits until everything is sent or given up."""
        if self._task:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        try:
            while self._waiting:
                with goes_on("rooms.not_sent"):
                    await self._send(self._together())
        finally:
            self._task = None

    def _together(self) -> list[_Waiting]:
        """The next ones that go the same way."""
        batch = [self._waiting.popleft()]
        while self._waiting and self._waiting.first.group == batch[0].group and len(batch) < _MOST_TOGETHER:
            batch.append(self._waiting.popleft())
        return batch

    async def _send(self, batch: list[_Waiting]) -> None:
        message = {"type": "rooms.items", "process": self._process, "items": [each.item for each in batch]}
        clock = asyncio.get_running_loop().time
        while True:
            try:
                async with asyncio.timeout(STEP_S):
                    await get_channel_layer().group_send(batch[0].group, message)
                return
            except LOST as error:
                if clock() - batch[0].since >= KEEP_S:
                    log.warning("rooms.not_sent", items=len(batch), error=type(error).__name__)
                    return
            await asyncio.sleep(RETRY_S)
