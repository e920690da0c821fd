"""Starting, sharing and stopping both services, with real processes."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from school import embedded
from school.embedded import EmbeddedError
from tests.school.holders import eventually, holder, leave, left_running, temporary_var, urls_of


@pytest.fixture(scope="module")
def one_var() -> Iterator[Path]:
    """Made once for all tests here: making a cluster takes longer than all that they do with it."""
    with temporary_var() as folder:
        yield folder


@pytest.fixture
def var(one_var: Path) -> Iterator[Path]:
    yield one_var
    assert left_running(one_var) == []


@pytest.fixture
def new_var() -> Iterator[Path]:
    with temporary_var() as folder:
        yield folder


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def postmaster(var: Path) -> int:
    return int((var / "postgres" / "postmaster.pid").read_text().split("\n")[0])


def test_both_services_answer_at_their_addresses(var: Path) -> None:
    with embedded.running(var) as services, redis.Redis.from_url(services.redis_url) as client:
        assert execute(services.database_url, "SELECT current_database()") == [("school",)]
        assert client.ping()


def test_the_address_is_a_socket_that_only_its_owner_reaches(var: Path) -> None:
    with embedded.running(var) as services:
        assert services.database_url == f"postgresql://postgres@/school?host={var}/postgres"
        assert (var / "postgres").stat().st_mode & 0o077 == 0
        assert execute(services.database_url, "SHOW listen_addresses") == [("",)]


def test_nothing_is_left_running_afterwards(var: Path) -> None:
    with embedded.running(var):
        assert left_running(var) == ["postgres", "redis-server"]
    assert left_running(var) == []


def test_an_error_inside_still_stops_them(var: Path) -> None:
    with pytest.raises(ZeroDivisionError), embedded.running(var):
        _ = 1 / 0
    assert left_running(var) == []


def test_the_data_is_still_there_at_the_second_start(var: Path) -> None:
    with embedded.running(var) as services:
        execute(services.database_url, "CREATE TABLE kept AS SELECT 'Đặng' AS name")
    with embedded.running(var) as services:
        assert execute(services.database_url, "SELECT name FROM kept") == [("Đặng",)]


def test_whoever_comes_second_shares_them_and_leaves_them_running(var: Path) -> None:
    with embedded.running(var) as first:
        with embedded.running(var) as second:
            assert second == first
        assert left_running(var) == ["postgres", "redis-server"]


def test_the_last_to_leave_stops_them_even_when_another_started_them(var: Path) -> None:
    with holder(var) as starter:
        addresses = urls_of(starter)
        with embedded.running(var) as services:
            assert [services.database_url, services.redis_url] == addresses
            leave(starter)
            assert left_running(var) == ["postgres", "redis-server"]
    assert left_running(var) == []


def test_two_that_start_at_once_share_one_pair(new_var: Path) -> None:
    with holder(new_var) as one, holder(new_var) as other:
        assert urls_of(one) == urls_of(other) != []
        leave(one)
        leave(other)


def test_what_a_killed_process_left_running_is_taken_over_and_stopped(var: Path) -> None:
    with holder(var) as victim:
        addresses = urls_of(victim)
        victim.kill()
    server = postmaster(var)
    with embedded.running(var) as services:
        assert [services.database_url, services.redis_url] == addresses
        assert postmaster(var) == server


def test_rows_survive_when_everything_is_killed(var: Path) -> None:
    with holder(var) as victim:
        execute(urls_of(victim)[0], "CREATE TABLE survived AS SELECT 7 AS number")
        victim.kill()
    os.kill(postmaster(var), signal.SIGKILL)
    with embedded.running(var) as services:
        assert execute(services.database_url, "SELECT number FROM survived") == [(7,)]


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_process_that_is_asked_to_end_stops_them(var: Path, asked: signal.Signals) -> None:
    with holder(var) as process:
        urls_of(process)
        process.send_signal(asked)
        process.wait(timeout=90)
    assert left_running(var) == []


def test_a_second_request_to_end_does_not_interrupt_the_stopping(var: Path) -> None:
    with holder(var) as process:
        urls_of(process)
        process.send_signal(signal.SIGTERM)
        assert eventually(lambda: "redis-server" not in left_running(var))
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=90)
    assert left_running(var) == []


def test_a_folder_nobody_can_write_to_is_one_sentence(new_var: Path) -> None:
    new_var.write_text("not a folder")
    sentence = rf"^Cannot write to {new_var} \(.+\); set VAR_DIR to a folder of your own\.$"
    with pytest.raises(EmbeddedError, match=sentence):
        embedded.data_folder(new_var)


def test_addresses_given_by_the_environment_are_not_replaced(new_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///theirs")
    with embedded.urls(new_var) as urls:
        assert urls == {}
    assert not new_var.exists()


def test_without_addresses_in_the_environment_they_name_our_own(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    with embedded.urls(var) as urls:
        assert urls["DATABASE_URL"] == f"postgresql://postgres@/school?host={var}/postgres"
        assert urls["REDIS_URL"].startswith("redis://:")


def test_what_is_in_use_is_not_stopped(var: Path) -> None:
    with embedded.running(var), pytest.raises(EmbeddedError, match="are in use"):
        embedded.stop_left_over(var)


def test_what_was_left_over_is_stopped(var: Path) -> None:
    with holder(var) as victim:
        urls_of(victim)
        victim.kill()
    embedded.stop_left_over(var)
    assert left_running(var) == []


def test_redis_is_mended_at_the_same_address(var: Path) -> None:
    with embedded.running(var) as services, redis.Redis.from_url(services.redis_url) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
        assert eventually(lambda: embedded.mend(var))
        assert client.ping()
        assert embedded.mend(var) is False


def test_a_dead_postgresql_is_said_plainly(var: Path) -> None:
    with embedded.running(var):
        os.kill(postmaster(var), signal.SIGKILL)
        assert eventually(lambda: left_running(var) == ["redis-server"])
        with pytest.raises(
            EmbeddedError, match=r"^PostgreSQL has stopped, so everything was stopped; .+ ends with: .+"
        ):
            embedded.mend(var)
