"""What is said when a service goes and comes."""

import asyncio
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from school import embedded
from school.embedded import EmbeddedError, Services
from school.supervisor import watch
from school.supervisor.output import Output
from tests.school.holders import eventually, temporary_var


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_SECONDS", 0.01)


@pytest.fixture(scope="module")
def one_var() -> Iterator[Path]:
    with temporary_var() as folder:
        yield folder


@pytest.fixture
def services(one_var: Path) -> Iterator[Services]:
    with embedded.running(one_var) as running:
        yield running


def kill_postgresql(var: Path) -> None:
    os.kill(int((var / "postgres" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)


async def said(stream: io.StringIO, sentence: str) -> None:
    assert await asyncio.to_thread(eventually, lambda: sentence in stream.getvalue())


async def test_redis_is_brought_back_and_it_is_said(one_var: Path, services: Services) -> None:
    with redis.Redis.from_url(services.redis_url) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
    stream = io.StringIO()
    watching = asyncio.create_task(watch.watch_own(one_var, Output(stream)))
    await said(stream, "Redis had stopped and was started again; nothing is lost, deliveries go on within 15 s.")
    watching.cancel()
    with redis.Redis.from_url(services.redis_url) as client:
        assert client.ping()


@pytest.mark.usefixtures("services")
async def test_the_end_of_postgresql_is_the_end_of_the_watch(one_var: Path) -> None:
    kill_postgresql(one_var)
    with pytest.raises(EmbeddedError, match=r"^PostgreSQL has stopped, so everything was stopped; "):
        async with asyncio.timeout(20):
            await watch.watch_own(one_var, Output(io.StringIO()))


async def test_a_given_database_is_said_to_go_and_come(one_var: Path) -> None:
    stream = io.StringIO()
    with embedded.running(one_var) as services:
        url = services.database_url
    watching = asyncio.create_task(watch.watch_given(url, Output(stream)))
    await said(stream, "PostgreSQL at DATABASE_URL does not answer.\n")
    with embedded.running(one_var):
        await said(stream, "PostgreSQL answers again.\n")
    watching.cancel()
