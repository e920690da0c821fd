"""`python -m school.supervisor` as a whole: its refusals, and one life with the real programs."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from school.supervisor.__main__ import main
from school.supervisor.leftovers import VARIABLE, RefusedError, environment, only_one
from tests.school.holders import eventually, temporary_var

ROOT = Path(__file__).parents[2]
NOISE = ("Traceback", "Warning", "[tasks]", "sweep", "maxinterval")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """One data folder for all, so that the database is made and migrated once."""
    with temporary_var() as folder:
        folder.mkdir()
        yield folder


@pytest.fixture
def settings(var: Path) -> dict[str, str]:
    """The environment of a developer who set nothing but free ports and the folder."""
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return env | {"VAR_DIR": str(var), "PORT": str(free_port()), "LARK_EMULATOR_PORT": str(free_port())}


class Run:
    """A running `make run`, its log in a file."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self.settings, self.log = settings, log
        command = [sys.executable, "-m", "school.supervisor"]
        with log.open("wb") as sink:
            self.process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=sink, stderr=subprocess.STDOUT)

    def text(self) -> str:
        return self.log.read_text()

    def last_line(self) -> str:
        return self.text().rstrip().splitlines()[-1]

    def until_ready(self) -> None:
        assert eventually(lambda: "Ready." in self.text() or self.process.poll() is not None, 120), self.text()
        assert self.process.poll() is None, self.text()

    def until_ended(self) -> int:
        return self.process.wait(timeout=30)

    def status(self, path: str, port: str = "PORT") -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.settings[port]}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


@contextmanager
def run(settings: dict[str, str], log: Path) -> Iterator[Run]:
    running = Run(settings, log)
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        running.until_ended()


def has_ended(process: psutil.Process) -> bool:
    """Gone, or dead and waiting for the machine's init, which in a container may never ask for it."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def programs_of(var: Path) -> list[psutil.Process]:
    """All processes that a supervisor of this folder started, and that still run."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(VARIABLE) == environment(var)[VARIABLE]:
                found.append(process)
        except psutil.Error:
            continue
    return found


def refusal(settings: dict[str, str], **changes: str) -> str:
    """What a start that is refused prints; it must be one line, without a traceback."""
    command = [sys.executable, "-m", "school.supervisor"]
    done = subprocess.run(command, cwd=ROOT, env=settings | changes, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_a_busy_port_is_one_sentence(settings: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(settings["PORT"]))):
        assert refusal(settings).startswith(f"Port {settings['PORT']} is in use; choose another, for example ")


def test_a_busy_emulator_port_is_one_sentence(settings: dict[str, str]) -> None:
    port = int(settings["LARK_EMULATOR_PORT"])
    with socket.create_server(("127.0.0.1", port)):
        sentence = f"Port {port} is in use; choose another, for example `make run LARK_EMULATOR_PORT="
        assert refusal(settings).startswith(sentence)


def test_a_data_folder_that_cannot_be_made_is_one_sentence(settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    text = refusal(settings, VAR_DIR=str(tmp_path / "file"))
    assert text.startswith(f"Cannot write to {tmp_path}/file (")


@pytest.fixture
def here(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The same settings in this process."""
    for name in ("VAR_DIR", "PORT", "LARK_EMULATOR_PORT"):
        monkeypatch.setenv(name, settings[name])
    return monkeypatch


def test_one_port_for_both_is_refused(here: pytest.MonkeyPatch) -> None:
    here.setenv("LARK_EMULATOR_PORT", os.environ["PORT"])
    with pytest.raises(RefusedError, match=r"^PORT and LARK_EMULATOR_PORT must be two different ports\.$"):
        main()


def test_it_does_not_run_in_production(here: pytest.MonkeyPatch) -> None:
    here.setenv("DJANGO_ENV", "production")
    with pytest.raises(RefusedError, match=r"^`make run` is for development; in production use docker-compose\.yml\.$"):
        main()


def test_one_address_without_the_other_is_refused(here: pytest.MonkeyPatch) -> None:
    here.setenv("DATABASE_URL", "postgresql:///theirs")
    here.delenv("REDIS_URL", raising=False)
    with pytest.raises(RefusedError, match=r"^Set both DATABASE_URL and REDIS_URL, or neither\.$"):
        main()


def test_a_given_database_that_does_not_answer_is_refused(here: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here.setenv("DATABASE_URL", f"postgresql:///theirs?host={tmp_path}")
    here.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(RefusedError, match=r"^PostgreSQL at DATABASE_URL does not answer\.$"):
        main()


@pytest.mark.usefixtures("here")
def test_a_second_one_on_the_same_data_is_refused(var: Path) -> None:
    with only_one(var), pytest.raises(RefusedError, match=rf"already running here \(pid {os.getpid()}\); stop it, or"):
        main()


# Each start costs as much as two hundred other tests, so each run is asked for everything that one can tell.


def test_it_serves_all_parts_calmly_and_leaves_nothing_behind(
    settings: dict[str, str], var: Path, tmp_path: Path
) -> None:
    with run(settings, tmp_path / "log") as running:
        running.until_ready()
        answers = [running.status(path) for path in ("/health/ready", "/", "/phieu/", "/admin/login/")]
        assert [*answers, running.status("/", port="LARK_EMULATOR_PORT")] == [200] * 5
        assert eventually(lambda: "celery@" in running.text(), 30)
        running.process.send_signal(signal.SIGINT)
        assert running.until_ended() == 0
    assert programs_of(var) == []
    assert running.last_line() == "Stopped."
    assert [noise for noise in NOISE if noise in running.text()] == []
    assert re.findall(r"\d\d:\d\d:\d\d.*\d\d:\d\d:\d\d", running.text()) == []


def test_after_it_was_killed_the_next_one_clears_up_and_a_killed_worker_stops_everything(
    settings: dict[str, str], var: Path, tmp_path: Path
) -> None:
    with run(settings, tmp_path / "first") as victim:
        victim.until_ready()
        victim.process.kill()
        left = programs_of(var)
        assert left != []
    with run(settings, tmp_path / "second") as running:
        running.until_ready()
        assert all(has_ended(process) for process in left)
        worker = next(p for p in psutil.Process(running.process.pid).children() if "worker" in p.cmdline())
        worker.kill()
        assert running.until_ended() == 1
    assert running.last_line() == "worker was killed by SIGKILL, so everything was stopped."
    assert programs_of(var) == []


def test_a_dead_database_stops_everything_and_is_the_last_line(
    settings: dict[str, str], var: Path, tmp_path: Path
) -> None:
    with run(settings, tmp_path / "log") as running:
        running.until_ready()
        os.kill(int((var / "postgres" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
        assert running.until_ended() == 1
    assert running.last_line().startswith("PostgreSQL has stopped, so everything was stopped; ")
    assert programs_of(var) == []
