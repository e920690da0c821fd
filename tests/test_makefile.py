"""The Makefile and the lists it installs from."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def make(*arguments: str, path: str | None = None) -> "subprocess.CompletedProcess[str]":
    """GNU make on our Makefile."""
    env = os.environ | ({} if path is None else {"PATH": path})
    command = ["/usr/bin/env", "make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_help_lists_every_target_that_people_call() -> None:
    listed = [line.split()[0] for line in make("help").stdout.splitlines()]
    assert listed == ["help", "run", "test", "check", "e2e", "bench", "chaos", "seed", "clean", "lock"]


def test_help_is_what_make_alone_prints() -> None:
    assert make().stdout == make("help").stdout != ""


def test_a_machine_without_a_recent_python_is_told_so() -> None:
    done = make("run", "PYTHON=")
    assert done.stderr.splitlines()[0] == "Python 3.11 or newer is needed; this machine's PATH has none."
    assert done.returncode == 2


def test_an_older_python_is_not_taken(tmp_path: Path) -> None:
    for name, script in (("python3", "exit 1"), ("python3.11", f'exec {sys.executable} "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    done = make("-n", "run", path=f"{tmp_path}:/usr/bin:/bin")
    assert "\npython3.11 scripts/install.py run\n" in done.stdout


@pytest.mark.parametrize("target", ["run", "seed"])
def test_what_a_user_calls_installs_only_what_running_needs(target: str) -> None:
    assert re.search(r"scripts/install\.py run$", make("-n", target).stdout, re.MULTILINE)


@pytest.mark.parametrize("target", ["test", "check", "e2e", "bench", "lock"])
def test_what_a_developer_calls_installs_the_tools_too(target: str) -> None:
    assert re.search(r"scripts/install\.py dev$", make("-n", target).stdout, re.MULTILINE)


def test_ci_calls_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text().splitlines() if not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec make test"]
    assert script.stat().st_mode & stat.S_IXUSR


def test_the_lists_name_no_address_and_hash_everything() -> None:
    for name in ("base", "run", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text
        packages = re.findall(r"^\S+==.*(?:\n    .*)*", text, re.MULTILINE)
        assert len(packages) > 40
        assert all("--hash=sha256:" in package for package in packages)
