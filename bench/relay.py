"""A way to a server over TCP that breaks when told: the server and the browser only see that the line is dead."""

import asyncio
import threading


class Relay:
    """One thread with all lines; `cut` ends those there are, and new ones work again."""

    def __init__(self, port: int) -> None:
        self._loop, self._target = asyncio.new_event_loop(), port
        self._lines: set[asyncio.WriteTransport] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        started = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._connected, "127.0.0.1", 0), self._loop)
        self.url = f"http://127.0.0.1:{started.result().sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Every line there is ends without a goodbye."""
        self._loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        for line in list(self._lines):
            line.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            # Nobody listens there at the moment.
            writer.transport.abort()
            return
        ends = {writer.transport, back.transport}
        self._lines |= ends
        await asyncio.gather(_pass(reader, back), _pass(there, writer))
        self._lines -= ends


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
