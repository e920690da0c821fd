"""The Redis of development and tests."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from school.embedded import EmbeddedError, mend, running
from school.embedded import redis as embedded_redis
from tests.school.holders import eventually, temporary_var


@pytest.fixture
def var() -> Iterator[Path]:
    with temporary_var() as folder:
        (folder / "log").mkdir(parents=True)
        yield folder
        embedded_redis.stop(folder)


@pytest.fixture
def url(var: Path) -> str:
    return embedded_redis.start(var)


class Server(socketserver.TCPServer):
    allow_reuse_address = True


@contextmanager
def occupied(url: str) -> Iterator[None]:
    """Another program on the port that Redis had; it hangs up on everybody."""
    with Server(("127.0.0.1", urlsplit(url).port or 0), socketserver.BaseRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("name", "value"), [("maxmemory-policy", "noeviction"), ("save", ""), ("appendonly", "no"), ("bind", "127.0.0.1")]
)
def test_it_keeps_nothing_evicts_nothing_and_listens_here_only(url: str, name: str, value: str) -> None:
    with redis.Redis.from_url(url, decode_responses=True) as client:
        assert client.config_get(name) == {name: value}


def test_a_stranger_without_the_password_gets_nothing(url: str) -> None:
    address = f"redis://127.0.0.1:{urlsplit(url).port}/0"
    with redis.Redis.from_url(address, protocol=2) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_the_password_is_readable_by_its_owner_only(url: str, var: Path) -> None:
    assert urlsplit(url).password is not None
    assert (var / "redis" / "redis.conf").stat().st_mode & 0o077 == 0
    assert (var / "redis").stat().st_mode & 0o077 == 0


def test_the_address_stays_over_a_restart(url: str, var: Path) -> None:
    embedded_redis.stop(var)
    assert not embedded_redis.is_running(var)
    assert embedded_redis.start(var) == url


def test_a_port_that_was_taken_meanwhile_is_replaced(url: str, var: Path) -> None:
    embedded_redis.stop(var)
    with occupied(url):
        assert urlsplit(embedded_redis.start(var)).port != urlsplit(url).port


def test_a_server_that_forgot_our_password_is_replaced(url: str, var: Path) -> None:
    with redis.Redis.from_url(url) as client:
        client.config_set("requirepass", "another")
    assert not embedded_redis.is_running(var)
    assert embedded_redis.start(var) == url
    assert embedded_redis.is_running(var)


def test_a_program_that_cannot_run_is_said_with_its_own_words(var: Path) -> None:
    (var / "redis").mkdir(mode=0o700)
    (var / "redis" / "redis.conf").write_text('port 1\nrequirepass "unbalanced\n')
    with pytest.raises(EmbeddedError, match=rf"^redis-server did not start; {var}/log/redis.log ends with: .+"):
        embedded_redis.start(var)


def test_mending_at_another_port_is_no_mending(var: Path) -> None:
    with running(var) as services:
        embedded_redis.stop(var)
        with occupied(services.redis_url):
            with pytest.raises(EmbeddedError, match="another program took its port; start again to get a new one"):
                mend(var)
            assert eventually(lambda: embedded_redis.is_running(var))
