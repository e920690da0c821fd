"""Ways around for UDP that can be cut: whoever is told an address of a detour reaches the other end only through it."""

import asyncio
import threading
from typing import Any

Address = tuple[str, int]


class Detours:
    """One thread with all sockets; `cut` silences every way there is, and new ones work again."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._ways: list[_Way] = []
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def via(self, host: str, port: int) -> int:
        """The port, on the same host, of a new way to the address."""
        return asyncio.run_coroutine_threadsafe(self._via((host, port)), self._loop).result()

    def cut(self) -> None:
        """Nothing comes through any more, either way."""
        for way in self._ways:
            way.is_cut = True

    async def _via(self, target: Address) -> int:
        way = _Way(target, self._ways)
        transport, _ = await self._loop.create_datagram_endpoint(lambda: way, local_addr=(target[0], 0))
        port: int = transport.get_extra_info("sockname")[1]
        return port


class _Way(asyncio.DatagramProtocol):
    """Passes on what it receives to the target; each sender has a way of its own, on which answers come back."""

    def __init__(self, target: Address, ways: list["_Way"]) -> None:
        self._target, self._ways, self._back = target, ways, dict[Address, asyncio.Future[Any]]()
        self.is_cut = False
        ways.append(self)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, sender: Address) -> None:
        if self.is_cut:
            return
        if sender not in self._back:
            self._back[sender] = asyncio.ensure_future(self._answers(sender))
        self._back[sender].add_done_callback(lambda made: made.result().sendto(data, self._target))

    async def _answers(self, sender: Address) -> Any:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Back(self, sender), local_addr=(self._target[0], 0))
        return transport


class _Back(asyncio.DatagramProtocol):
    """The target's answers to one sender."""

    def __init__(self, way: _Way, sender: Address) -> None:
        self._way, self._sender = way, sender

    def datagram_received(self, data: bytes, _address: Address) -> None:
        if not self._way.is_cut:
            self._way._transport.sendto(data, self._sender)
