"""The checks behind readiness."""

import threading
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from school.health import checks
from school.health.checks import Result, register, results

PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _no_other_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_checks", {})
    monkeypatch.setattr(checks, "_running", {})


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """An event to hang on; set at the end."""
    event = threading.Event()
    yield event
    event.set()


def test_each_check_is_told_by_its_name() -> None:
    register("good", lambda: Result(ok=True, age=3.0))
    register("bad", lambda: Result(ok=False))
    assert results() == {"good": Result(ok=True, age=3.0), "bad": Result(ok=False)}


def test_a_check_that_raises_has_failed_and_its_message_is_not_logged() -> None:
    def fail() -> Result:
        raise ConnectionError("redis://:geheim@10.0.0.7")

    register("redis", fail)
    with capture_logs() as logs:
        assert results() == {"redis": Result(ok=False)}
    assert logs == [{"event": "health.failed", "check": "redis", "error": "ConnectionError", "log_level": "warning"}]


def test_a_check_that_hangs_has_failed_and_holds_up_nobody(
    never: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "SECONDS", 0.2)
    register("hanging", lambda: Result(ok=never.wait(PATIENCE)))
    register("good", lambda: Result(ok=True))
    assert results() == {"hanging": Result(ok=False), "good": Result(ok=True)}


def test_probes_of_a_hanging_system_do_not_pile_up(never: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "SECONDS", 0.01)
    started: list[int] = []

    def hang() -> Result:
        started.append(threading.get_ident())
        return Result(ok=never.wait(PATIENCE))

    register("hanging", hang)
    for _ in range(5):
        results()
    assert len(started) == 1
    never.set()
    checks._running["hanging"].result(PATIENCE)
    monkeypatch.setattr(checks, "SECONDS", PATIENCE)
    assert results() == {"hanging": Result(ok=True)}
