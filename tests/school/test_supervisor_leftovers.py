"""One supervisor per folder, and nothing left over from one that was killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from school.supervisor.leftovers import RefusedError, end_leftovers, environment, only_one

# Until it is told to end; should a test be killed, ten minutes at most.
_STAY = "import signal; signal.alarm(600); signal.pause()"
# A program that starts another one, as Celery does; both stay.
_FAMILY = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {_STAY!r}])
print(child.pid, flush=True)
{_STAY}
"""


@pytest.fixture
def family(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """What a killed supervisor of `tmp_path` left behind."""
    env = {**os.environ, **environment(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", _FAMILY], env=env, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_a_second_supervisor_is_refused_and_told_who_has_the_folder(tmp_path: Path) -> None:
    sentence = rf"^`make run` is already running here \(pid {os.getpid()}\); stop it, or set VAR_DIR\.$"
    with only_one(tmp_path), pytest.raises(RefusedError, match=sentence), only_one(tmp_path):
        pass


def test_the_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with only_one(tmp_path):
        pass
    with only_one(tmp_path):
        assert (tmp_path / "supervisor.lock").read_text() == str(os.getpid())


def test_another_folder_is_not_concerned(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with only_one(tmp_path / "one"), only_one(tmp_path / "other"):
        pass


def test_left_over_programs_and_what_they_started_are_ended(tmp_path: Path, family: "subprocess.Popen[str]") -> None:
    assert family.stdout is not None
    family.stdout.readline()
    assert end_leftovers(tmp_path) == 2
    assert family.wait(timeout=10) != 0
    assert end_leftovers(tmp_path) == 0


def test_the_programs_of_another_folder_are_left_alone(tmp_path: Path, family: "subprocess.Popen[str]") -> None:
    assert end_leftovers(tmp_path / "other") == 0
    assert family.poll() is None
