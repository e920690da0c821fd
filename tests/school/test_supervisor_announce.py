"""When `make run` says that it is ready."""

import asyncio
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from school.supervisor import announce as module
from school.supervisor.announce import announce
from school.supervisor.output import Output

NOT_READY = json.dumps(
    {"ok": False, "checks": {"database": {"ok": True}, "redis": {"ok": False}, "worker": {"ok": False}}}
)


class Site:
    """A site whose answers are written down beforehand; the last one stays."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write((self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]).encode())
        writer.close()


async def announced(site: Site) -> str:
    """What is printed until the announcement is through; `PORT` stands for the site's port."""
    stream = io.StringIO()
    async with await asyncio.start_server(site.answer, "127.0.0.1", 0) as server, asyncio.timeout(20):
        port = server.sockets[0].getsockname()[1]
        await announce(port, 8010, Output(stream))
    return stream.getvalue().replace(str(port), "PORT")


def http(status: str, body: str = "") -> str:
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n\r\n{body}"


async def test_addresses_and_accounts_are_printed_once_it_is_ready() -> None:
    text = await announced(Site(http("200 OK")))
    for part in ("http://localhost:PORT/phieu/", "http://127.0.0.1:8010/", "admin@demo.test", "demo-piano"):
        assert part in text


async def test_it_asks_for_readiness_at_the_sites_own_name() -> None:
    site = Site(http("200 OK"))
    await announced(site)
    assert site.asked[0].startswith("GET /health/ready HTTP/1.0\r\nHost: 127.0.0.1:")


async def test_nothing_is_said_while_it_is_only_starting() -> None:
    text = await announced(Site(http("503 Service Unavailable", NOT_READY), "", "nonsense", http("200 OK")))
    assert text.split() == (await announced(Site(http("200 OK")))).split()


@pytest.mark.parametrize(
    ("body", "missing"), [(NOT_READY, "redis, worker"), ("<h1>Bad Request</h1>", "<h1>Bad Request</h1>"), ("{}", "{}")]
)
async def test_what_is_missing_is_said_when_it_takes_long(
    body: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    assert (await announced(Site(http("503 No", body), http("200 OK")))).startswith(f"Not ready yet: {missing}.\n")


async def test_a_site_that_is_not_up_yet_is_waited_for(unused_tcp_port_factory: Callable[[], int]) -> None:
    port, stream = unused_tcp_port_factory(), io.StringIO()
    waiting = asyncio.create_task(announce(port, 8010, Output(stream)))
    await asyncio.sleep(0)
    site: Any = Site(http("200 OK"))
    async with await asyncio.start_server(site.answer, "127.0.0.1", port), asyncio.timeout(20):
        await waiting
    assert "Ready." in stream.getvalue()
