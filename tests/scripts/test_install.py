"""Installing a list into the virtual environment, with a pip that only writes down what it is asked."""

import re
import sys
from pathlib import Path

import pytest

from scripts import install


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


class Project:
    """A project folder that has an environment already."""

    def __init__(self, root: Path) -> None:
        self.root, self.log = root, root / "pip.log"
        (root / "requirements").mkdir()
        for name in ("run", "dev"):
            self.change(name, f"{name}==1")
        self.python(f'echo "$@" >> {self.log}')

    def python(self, script: str) -> None:
        """What the environment's Python does from now on."""
        program(self.root / ".venv" / "bin" / "python", script)

    def change(self, name: str, text: str) -> None:
        (self.root / "requirements" / f"{name}.txt").write_text(text)

    def installed(self) -> list[str]:
        """The lists that pip was asked to install, in order."""
        text = self.log.read_text() if self.log.exists() else ""
        return re.findall(r"install .*-r \S+/(\w+)\.txt", text)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(install, "_ROOT", tmp_path)
    monkeypatch.setattr(install, "_VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "_LOCK", tmp_path / ".venv" / "install.lock")
    return Project(tmp_path)


def test_a_list_is_installed_once(project: Project) -> None:
    install.main("run")
    install.main("run")
    assert project.installed() == ["run"]


def test_pip_is_told_to_check_hashes_and_to_build_nothing(project: Project) -> None:
    install.main("run")
    assert "--require-hashes --no-deps --only-binary=:all:" in project.log.read_text()


def test_the_fuller_list_serves_for_the_smaller_one(project: Project) -> None:
    install.main("dev")
    install.main("run")
    assert project.installed() == ["dev"]


def test_the_smaller_list_does_not_serve_for_the_fuller_one(project: Project) -> None:
    install.main("run")
    install.main("dev")
    assert project.installed() == ["run", "dev"]


def test_a_changed_list_is_installed_again(project: Project) -> None:
    install.main("run")
    project.change("run", "run==2")
    install.main("run")
    assert project.installed() == ["run", "run"]


def test_an_installation_that_failed_is_said_and_tried_again(project: Project) -> None:
    project.python(f'echo "$@" >> {project.log}; test "$3" != install')
    for _ in range(2):
        with pytest.raises(SystemExit, match=r"^pip could not install requirements/run\.txt; its own message"):
            install.main("run")
    assert project.installed() == ["run", "run"]


def test_an_environment_that_does_not_work_is_made_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.python("exit 1")
    program(project.root / ".venv" / "lib" / "left-over", "")
    maker = project.root / "python3"
    program(maker, "mkdir $3/bin && printf '#!/bin/sh\\n' > $3/bin/python && chmod +x $3/bin/python")
    monkeypatch.setattr(sys, "executable", str(maker))
    install.main("run")
    assert sorted(path.name for path in (project.root / ".venv").iterdir()) == ["bin", "install.lock", "installed-run"]


def test_a_python_that_makes_no_environment_is_one_sentence(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.python("exit 1")
    program(project.root / "python3", "exit 1")
    monkeypatch.setattr(sys, "executable", str(project.root / "python3"))
    with pytest.raises(SystemExit, match=r"^Python could not make \.venv; on Debian and Ubuntu install .*python3-venv"):
        install.main("run")
