"""`make clean` removes what `make` made, and nothing that is in use or not ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from school.embedded import EmbeddedError, running
from school.supervisor.leftovers import RefusedError, only_one
from scripts import clean
from tests.school.holders import holder, left_running, temporary_var, urls_of


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project that was run; its folder."""
    with temporary_var() as var:
        var.mkdir()
        (var / "users.lock").touch()
        (var.parent / ".venv").mkdir()
        (var.parent / ".coverage.1").touch()
        (var.parent / "kept.py").touch()
        monkeypatch.setattr(clean, "_ROOT", var.parent)
        monkeypatch.setenv("VAR_DIR", "")
        yield var.parent


def test_everything_made_is_removed_and_the_rest_kept(project: Path) -> None:
    clean.main()
    assert [path.name for path in project.iterdir()] == ["kept.py"]


def test_a_second_time_there_is_nothing_to_do(project: Path) -> None:
    clean.main()
    clean.main()
    assert [path.name for path in project.iterdir()] == ["kept.py"]


def test_what_a_killed_process_left_running_is_stopped_first(project: Path) -> None:
    with holder(project / "var") as victim:
        urls_of(victim)
        victim.kill()
    clean.main()
    assert left_running(project / "var") == []


def test_nothing_is_removed_while_the_system_runs(project: Path) -> None:
    with only_one(project / "var"), pytest.raises(RefusedError, match=r"^`make run` is already running here"):
        clean.main()
    assert (project / ".venv").exists()


def test_nothing_is_removed_while_the_tests_use_their_folder(project: Path) -> None:
    with running(project / "var" / "test"), pytest.raises(EmbeddedError, match=r"/var/test are in use; end `make run`"):
        clean.main()
    assert (project / "var" / "test").exists()
    assert (project / ".venv").exists()


def test_a_folder_that_is_not_ours_is_not_removed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "letters").mkdir()
    monkeypatch.setenv("VAR_DIR", str(project / "letters"))
    with pytest.raises(RefusedError, match=rf"^{project}/letters is not a data folder of this project; nothing was"):
        clean.main()
    assert (project / "letters").exists()
