"""Open inboxes without a browser, as many as wanted in one process: each does what the page's scripts do, and no more.

`python -m bench.screens <file>` reads from the file where to go. Prints "ready" once all follow their lists, and a line
with the moment of each answer of the first one.
"""

import asyncio
import json
import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

_SCRIPT = Path(__file__).parent.parent / "forms_intake/static/forms_intake/inbox/inbox.js"


def _constant(name: str) -> int:
    """As the page's own script has it."""
    found = re.search(rf"const {name} = (\d+);", _SCRIPT.read_text())
    if not found:
        raise SystemExit(f"{_SCRIPT.name} has no {name}")
    return int(found[1])


# So many looks in a row, then one in each rest.
REST_S, AT_ONCE = _constant("REST") / 1000, _constant("IN_A_ROW")


@dataclass
class Screen:
    """One open inbox: its reader's cookie, and the list that it shows."""

    base: str
    socket_path: str
    cookie: str
    address: str
    topics: list[str]
    is_measured: bool = False
    _line: "tuple[asyncio.StreamReader, asyncio.StreamWriter] | None" = None

    async def live(self, ready: asyncio.Semaphore) -> None:
        """Follows the topics and looks anew at whatever changed, for ever."""
        self._asked = asyncio.Event()
        host = urlsplit(self.base).netloc
        headers = {"Cookie": self.cookie, "Origin": self.base}
        looking = asyncio.create_task(self._look())
        waiting = set(self.topics)
        # A lost or refused socket is opened again, as a page does.
        again = connect(
            f"ws://{host}{self.socket_path}",
            additional_headers=headers,
            proxy=None,
            process_exception=lambda _error: None,
        )
        async for socket in again:
            with suppress(ConnectionClosed):
                await socket.send(json.dumps({"type": "subscribe", "topics": self.topics}))
                async for frame in socket:
                    self._heard(json.loads(frame), waiting, ready)
            print("lost", flush=True)
        looking.cancel()

    def _heard(self, said: dict[str, str], waiting: set[str], ready: asyncio.Semaphore) -> None:
        if said["type"] == "refused":
            sys.exit(f"refused: {said['topic']}")
        if waiting and said["type"] == "subscribed":
            waiting.discard(said["topic"])
            if not waiting:
                ready.release()
        self._asked.set()

    async def _look(self) -> None:
        """One look at a time, and whatever is asked meanwhile is one more after it."""
        left, filled = float(AT_ONCE), time.monotonic()
        while True:
            await self._asked.wait()
            now = time.monotonic()
            left, filled = min(float(AT_ONCE), left + (now - filled) / REST_S), now
            if left < 1:
                await asyncio.sleep((1 - left) * REST_S)
                left, filled = 1.0, time.monotonic()
            left -= 1
            self._asked.clear()
            await self._get()
            if self.is_measured:
                print(time.time(), flush=True)

    async def _get(self) -> None:
        if self._line is None or self._line[0].at_eof():
            self._line = await asyncio.open_connection(*urlsplit(self.base).netloc.split(":"))
        reader, writer = self._line
        lines = (f"GET {self.address} HTTP/1.1", f"Host: {urlsplit(self.base).netloc}", f"Cookie: {self.cookie}")
        more = ("HX-Request: true", "Accept-Encoding: gzip", "User-Agent: bench", "", "")
        writer.write("\r\n".join((*lines, *more)).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if " 200 " not in head.split("\r\n", 1)[0]:
            sys.exit(f"{self.address} answered {head[:60]}")
        await reader.readexactly(int(head.split("content-length:", 1)[1].split("\r\n", 1)[0]))


async def _all(screens: list[Screen]) -> None:
    ready = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as tasks:
        for screen in screens:
            tasks.create_task(screen.live(ready))
            # One after the other, as people open them.
            await ready.acquire()
        print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(_all([Screen(**given) for given in json.loads(Path(sys.argv[1]).read_text())]))
