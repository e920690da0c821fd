import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx
import pytest
import uvicorn

from lark_emulator.app import create_app
from tests.lark_emulator.app_client import AppClient
from tests.lark_emulator.samples import NOW, Json
from tests.lark_emulator.school import School

Send = Callable[..., Awaitable[Json]]


@pytest.fixture
async def lark() -> AsyncIterator[httpx.AsyncClient]:
    """A client of an emulator of its own, whose clock stands at NOW."""
    transport = httpx.ASGITransport(create_app(clock=lambda: NOW), client=("10.1.2.3", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def send(lark: httpx.AsyncClient) -> Send:
    """Posts a body to a bot's webhook and gives Lark's answer."""

    async def post(body: Json, bot: str = "open-bot") -> Json:
        response = await lark.post(f"/open-apis/bot/v2/hook/{bot}", json=body)
        assert response.status_code == 200
        answer: Json = response.json()
        return answer

    return post


@pytest.fixture
async def app(lark: httpx.AsyncClient) -> AppClient:
    """The fixture's app, signed in to that emulator."""
    client = AppClient(lark)
    await client.sign_in()
    return client


@pytest.fixture
def school() -> Iterator[School]:
    """Our own server's stand-in, which keeps what it gets."""
    with School() as server:
        yield server


@pytest.fixture(params=["httptools", "h11"])
def live(request: pytest.FixtureRequest) -> Iterator[str]:
    """The base address of an emulator under a real uvicorn, once with each of its HTTP parsers."""
    yield from serve(request.param)


@pytest.fixture
def live_page() -> Iterator[str]:
    yield from serve("auto")


def serve(http: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(create_app(), http=http, ws="none", lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        # The listening socket already queues connections, so nobody has to wait for the thread to be ready.
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive()
