"""A pytest plugin: `--count` counts the lines and branches that tests reach, and fails the run below the gate.

SlipCover writes its counters into the code as it is imported. coverage.py is called for every line of every library,
which was nearly half of a test run. SlipCover's own command does not know our version of pytest: hence this plugin.
What is counted, and the gate, stands in pyproject.toml.
"""

import json
import os
from collections.abc import Generator
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from slipcover import FileMatcher, ImportManager, Slipcover, merge_coverage, print_coverage
from slipcover.config import read_config

# Where the workers leave what they have counted; they inherit it from their controller.
_FOLDER = "TESTS_COUNTED"
# SlipCover would take counters out after so many hits, and looking for the functions then costs more than they do.
_NEVER = 1_000_000_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch of this plugin."""
    parser.addoption("--count", action="store_true", help="count lines and branches; fail below the gate")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Counting begins before anything of the product is imported."""
    rules = read_config(early_config.rootpath / "pyproject.toml")
    if "PYTEST_XDIST_WORKER" in os.environ and _FOLDER in os.environ:
        early_config.pluginmanager.register(Worker(_counters(rules)))
    elif early_config.known_args_namespace.count:
        folder = TemporaryDirectory(prefix="counted-")
        early_config.add_cleanup(folder.cleanup)
        os.environ[_FOLDER] = folder.name
        # Files that nobody imports count too; it is enough that one process adds them.
        early_config.pluginmanager.register(Judge(_counters(rules, source=rules["source"]), rules["fail-under"]))
    yield


def _counters(rules: dict[str, Any], source: list[str] | None = None) -> Slipcover:
    omit, also = rules["omit"], rules["exclude-also"]
    counters = Slipcover(branch=True, d_miss_threshold=_NEVER, source=source, omit=omit, exclude_also=also)
    ImportManager(counters, FileMatcher(sources=rules["source"], omit=omit)).__enter__()
    return counters


class Worker:
    """Hands over what one worker has counted."""

    def __init__(self, counters: Slipcover) -> None:
        self._counters = counters

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Comes before the worker tells its controller that it is done."""
        Path(os.environ[_FOLDER], f"{os.getpid()}.json").write_text(json.dumps(self._counters.get_coverage()))


class Judge:
    """Adds up what all have counted, in the controller or in the only process."""

    def __init__(self, counters: Slipcover, gate: float) -> None:
        self._counters = counters
        self._gate = gate
        self._sum: dict[str, Any] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """All workers are done by now; what one that crashed has counted is missing, and so is its success."""
        parts = [json.loads(part.read_text()) for part in Path(os.environ[_FOLDER]).iterdir()]
        self._sum = reduce(merge_coverage, parts, self._counters.get_coverage())
        if self._percent() < self._gate:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Lists the files that are not reached completely, and tells whether the gate is."""
        print_coverage(self._sum, outfile=terminalreporter, skip_covered=True, missing_width=80)
        verdict = "Reached" if self._percent() >= self._gate else "Missed"
        terminalreporter.write_line(f"{verdict} the gate of {self._gate} %: {self._percent():.2f} % are counted.")

    def _percent(self) -> float:
        return float(self._sum["summary"]["percent_covered"])
