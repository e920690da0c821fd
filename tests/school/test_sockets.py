"""The server's short way for text frames, on a connection of its own, beside the browser's end of the library."""

import asyncio
import socket
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from school.sockets import EXTENSION, Socket

Scope = dict[str, Any]
# Around the places where a frame says its size in another way, and one that the library reads.
SIZES = (0, 1, 125, 126, 65_535, 65_536)


async def echo(scope: Scope, receive: Any, send: Any) -> None:
    """By the short way when it is asked for."""
    await receive()
    await send({"type": "websocket.accept"})
    server = scope["extensions"][EXTENSION]
    if scope["path"] == "/listening":
        server.listen(server.write)
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message.get("text", "binary")})


@asynccontextmanager
async def browser(path: str = "/listening", application: Any = echo) -> AsyncIterator[ClientConnection]:
    """A page's socket to the application, each end on one end of a pair."""
    ours, theirs = socket.socketpair()
    config = Config(application, ws_max_size=131_072, ws_per_message_deflate=False)
    config.load()
    loop = asyncio.get_running_loop()
    await loop.connect_accepted_socket(lambda: Socket(config, ServerState(), {}), ours)
    async with connect(f"ws://school.test{path}", sock=theirs, ping_interval=None, max_size=None) as page:
        yield page


async def in_pieces(page: ClientConnection, write: Callable[[], Any]) -> None:
    """What the library would write at once comes byte by byte."""
    written, page.protocol.writes = page.protocol.writes, []
    write()
    data = b"".join(page.protocol.data_to_send())
    page.protocol.writes = written
    for at in range(len(data)):
        page.transport.write(data[at : at + 1])
        await asyncio.sleep(0)


@pytest.mark.parametrize("path", ["/listening", "/asking"])
async def test_texts_of_all_sizes_arrive_whole_and_in_order(path: str) -> None:
    async with browser(path) as page:
        for text in (*("a" * size for size in SIZES), "Bảo An"):
            await page.send(text)
            assert await page.recv() == text


@pytest.mark.parametrize("path", ["/listening", "/asking"])
async def test_frames_that_come_in_pieces_are_put_together(path: str) -> None:
    async with browser(path) as page:
        for text in ("piano", "a" * 126):
            await in_pieces(page, lambda text=text: page.protocol.send_text(text.encode()))  # type: ignore[misc]
            assert await page.recv() == text


@pytest.mark.parametrize("path", ["/listening", "/asking"])
async def test_several_frames_that_come_at_once_are_told_apart(path: str) -> None:
    async with browser(path) as page:
        for text in ("do", "re", "mi"):
            page.protocol.send_text(text.encode())
        page.protocol.send_ping(b"?")
        page.protocol.send_text(b"fa")
        page.transport.write(b"".join(page.protocol.data_to_send()))
        assert [await page.recv() for _ in range(4)] == ["do", "re", "mi", "fa"]


@pytest.mark.parametrize("path", ["/listening", "/asking"])
async def test_a_message_in_several_frames_and_a_ping_between_them_is_one(path: str) -> None:
    async with browser(path) as page:
        page.protocol.send_text("Bả".encode()[:-1], fin=False)
        page.protocol.send_ping(b"?")
        page.protocol.send_continuation("Bả".encode()[-1:], fin=True)
        page.transport.write(b"".join(page.protocol.data_to_send()))
        await page.send("o")
        assert [await page.recv(), await page.recv()] == ["Bả", "o"]


async def test_binary_messages_come_by_receive_also_while_somebody_listens() -> None:
    async with browser() as page:
        await page.send(b"\x00")
        await page.send(b"\x01")
        assert [await page.recv(), await page.recv()] == ["binary", "binary"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (b"\x81\x81\x00\x00\x00\x00\xff", 1007),
        (b"\x81\x01a", 1002),
        (b"\xc1\x81\x00\x00\x00\x00a", 1002),
        (b"\x81\xff\x00\x00\x00\x00\x00\x03\x00\x00", 1009),
    ],
)
async def test_what_no_browser_writes_ends_the_socket_with_its_code(written: bytes, code: int) -> None:
    async with browser() as page:
        page.transport.write(written)
        with pytest.raises(ConnectionClosed):
            await page.recv()
        assert page.close_code == code


async def test_what_came_before_somebody_listened_is_heard_first() -> None:
    heard: list[str] = []
    over = asyncio.Event()

    async def late(scope: Scope, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        heard.append((await receive())["text"])
        scope["extensions"][EXTENSION].listen(heard.append)
        assert (await receive())["type"] == "websocket.disconnect"
        over.set()

    async with browser(application=late) as page:
        for text in ("do", "re", "mi"):
            page.protocol.send_text(text.encode())
        page.transport.write(b"".join(page.protocol.data_to_send()))
        await page.send("fa")
    await asyncio.wait_for(over.wait(), 5)
    assert heard == ["do", "re", "mi", "fa"]


async def test_a_socket_that_is_closing_or_whose_browser_does_not_read_is_not_written_to_at_once() -> None:
    found: list[bool] = []

    async def stuck(scope: Scope, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        server = scope["extensions"][EXTENSION]
        found.append(server.write("a"))
        server.pause_writing()
        found.append(server.write("b"))
        server.resume_writing()
        await send({"type": "websocket.close", "code": 4410})
        found.append(server.write("c"))

    async with browser(application=stuck) as page:
        assert await page.recv() == "a"
        with pytest.raises(ConnectionClosed):
            await page.recv()
    assert found == [True, False, False]


class Scopes(dict[str, Any]):
    """One that can be watched."""


async def test_nothing_of_the_handshake_stays_with_a_socket_that_goes_on() -> None:
    found: list[Any] = []

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        async def stay() -> None:
            found.extend([copied(), len(request.headers), hasattr(server, "scope")])
            await send({"type": "websocket.send", "text": "here"})

        await receive()
        await send({"type": "websocket.accept"})
        scope = Scopes(scope)
        copied, server = weakref.ref(scope), scope["extensions"][EXTENSION]
        request = server.request
        server.go_on(stay)

    async with browser(application=wrapped) as page:
        assert await page.recv() == "here"
    assert found == [None, 0, False]
