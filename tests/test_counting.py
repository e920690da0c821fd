"""The gate of `make test`: what workers reach is added up, and what nobody reaches is told and fails the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = '[tool.slipcover]\nsource = ["goods"]\nomit = ["*/old/*"]\nfail-under = 95\nexclude-also = ["if NEVER:"]\n'
PRICES = """
NEVER = False


def price(hours):
    if hours > 10:
        return 90
    if NEVER:
        raise ValueError
    return 100


async def later(hours):
    for _ in range(hours):
        yield price(hours)
"""
FEW = "from goods.prices import price\n\ndef test_few():\n    assert price(1) == 100\n"
MANY = """
import asyncio
from goods.prices import later

async def asked():
    return [price async for price in later(11)]

def test_many():
    assert asyncio.run(asked()) == [90] * 11
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in (("goods/prices.py", PRICES), ("goods/old/first.py", "unknown = True\n"), ("test_few.py", FEW)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "pyproject.toml").write_text(RULES)
    return tmp_path


def run(project: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """A test run of its own, which knows nothing of this one."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TESTS_COUNTED"))}
    # Without the other plugins of this environment: to import them takes most of the time.
    command = [sys.executable, "-m", "pytest", "-p", "tests.counting", "-p", "xdist", "--count", *options]
    env |= {
        "PYTHONPATH": os.pathsep.join([str(ROOT), env.get("PYTHONPATH", "")]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)


def test_two_workers_reach_the_gate_together(project: Path) -> None:
    (project / "test_many.py").write_text(MANY)
    done = run(project, "-n", "2", "--dist", "loadfile")
    assert "Reached the gate of 95 %: 100.00 % are counted." in done.stdout
    assert done.returncode == 0


def test_what_no_test_reaches_is_told_and_fails_the_run(project: Path) -> None:
    (project / "goods" / "forgotten.py").write_text("unknown = True\n")
    done = run(project)
    assert "1 passed" in done.stdout
    told = [line.split() for line in done.stdout.splitlines() if line.startswith("goods/")]
    assert [(line[0], line[-1]) for line in told] == [("goods/forgotten.py", "1"), ("goods/prices.py", "14-15")]
    assert "Missed the gate of 95 %" in done.stdout
    assert done.returncode == 1
