"""What PostgreSQL's start meets in its data folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from school.embedded import EmbeddedError, postgres
from school.embedded.access import Account
from school.embedded.cluster import socket_folder
from school.embedded.processes import marker
from tests.school.holders import temporary_var


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    with temporary_var() as folder:
        (folder / "log").mkdir(parents=True)
        yield folder
        postgres.stop(folder)


@pytest.fixture
def var() -> Iterator[Path]:
    with folder_for_a_server() as folder:
        yield folder


@pytest.fixture(scope="module")
def one_var() -> Iterator[Path]:
    """Made once for all tests that harm nothing in it: making a cluster takes longer than all that they do."""
    with folder_for_a_server() as folder:
        postgres.start(folder)
        yield folder


@pytest.fixture
def stopped(one_var: Path) -> Path:
    """A data folder whose server was stopped properly."""
    postgres.stop(one_var)
    return one_var


def test_the_version_is_eighteen(one_var: Path) -> None:
    with psycopg.connect(postgres.start(one_var)) as connection:
        assert connection.info.server_version // 10000 == 18


def test_text_is_folded_the_same_on_every_machine(one_var: Path) -> None:
    with psycopg.connect(postgres.start(one_var)) as connection:
        query = "SELECT lower('ĐẶNG'), datcollate, datlocale FROM pg_database WHERE datname = 'school'"
        assert connection.execute(query).fetchone() == ("đặng", "C", "C.UTF-8")


@pytest.mark.parametrize("content", ["ours", "1", "99999999", "not a number", ""])
def test_a_stale_pid_file_is_not_believed(stopped: Path, content: str) -> None:
    pid = str(os.getpid()) if content == "ours" else content
    (stopped / "postgres" / "postmaster.pid").write_text(f"{pid}\n{stopped}/postgres\n")
    assert not postgres.is_running(stopped)
    postgres.start(stopped)
    assert postgres.is_running(stopped)


def test_a_folder_that_was_never_finished_is_made_anew(var: Path) -> None:
    unfinished = var / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "base").write_text("interrupted")
    postgres.start(var)
    assert not unfinished.exists()


def test_another_version_of_the_data_is_one_sentence(var: Path) -> None:
    (var / "postgres").mkdir()
    (var / "postgres" / "PG_VERSION").write_text("17\n")
    sentence = rf"^{var}/postgres was made by PostgreSQL 17, this is 18; move it away to start anew\.$"
    with pytest.raises(EmbeddedError, match=sentence):
        postgres.start(var)


def test_a_folder_that_is_no_data_folder_is_one_sentence(var: Path) -> None:
    (var / "postgres").mkdir()
    with pytest.raises(EmbeddedError, match=rf"^Cannot read {var}/postgres \(No such file or directory\); set VAR_DIR"):
        postgres.start(var)


def test_damaged_data_is_said_with_the_servers_own_words(var: Path) -> None:
    (var / "postgres").mkdir(mode=0o700)
    (var / "postgres" / "PG_VERSION").write_text("18\n")
    with pytest.raises(EmbeddedError, match=rf"^postgres did not start; {var}/log/postgres.log ends with: .+"):
        postgres.start(var)


def test_a_path_too_long_for_a_socket_works_too(var: Path) -> None:
    deep = var / ("d" * 120)
    (deep / "log").mkdir(parents=True)
    try:
        with psycopg.connect(postgres.start(deep)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.stop(deep)


def test_a_socket_folder_that_somebody_else_prepared_is_refused(var: Path) -> None:
    data = var / ("d" * 120)
    trap = Path(tempfile.gettempdir()) / marker(data)
    trap.symlink_to(var)
    try:
        with pytest.raises(
            EmbeddedError, match="belongs to another user of this machine; set VAR_DIR to a shorter path"
        ):
            socket_folder(data, Account())
    finally:
        trap.unlink()


def test_stopping_what_does_not_run_does_nothing(stopped: Path) -> None:
    postgres.stop(stopped)
    assert not postgres.is_running(stopped)


def test_the_environment_does_not_change_where_it_listens(stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATA", "/nowhere")
    postgres.start(stopped)
    assert (stopped / "postgres" / ".s.PGSQL.5432").is_socket()
