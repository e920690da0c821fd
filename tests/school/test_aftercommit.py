"""Work done after commit, beside the request."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from django.db import transaction
from structlog.testing import capture_logs

from school import aftercommit
from school.aftercommit import at_leisure, drain, on_commit, soon

PATIENCE = 10.0


@pytest.fixture
def blocked() -> Iterator[threading.Event]:
    """The thread stands still until the event is set."""
    release, started = threading.Event(), threading.Event()

    def block() -> None:
        started.set()
        release.wait(PATIENCE)

    soon("block", block)
    assert started.wait(PATIENCE)
    yield release
    release.set()
    assert drain(PATIENCE)


def test_work_is_done_in_another_thread() -> None:
    seen: list[str] = []
    soon("note", lambda: seen.append(threading.current_thread().name))
    assert drain(PATIENCE)
    assert seen == ["aftercommit"]


def test_what_waits_for_a_mail_server_keeps_wake_ups_waiting_for_nothing() -> None:
    release, done = threading.Event(), threading.Event()
    at_leisure("letter", release.wait, PATIENCE)
    soon("wake", done.set)
    assert done.wait(PATIENCE)
    assert not drain(0)
    release.set()
    assert drain(PATIENCE)


def test_coroutines_share_one_event_loop() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def note(_number: int) -> None:
        loops.append(asyncio.get_running_loop())

    for number in range(2):
        soon("note", note, number)
    assert drain(PATIENCE)
    assert len(loops) == 2
    assert loops[0] is loops[1]


def test_order_is_kept() -> None:
    seen: list[int] = []
    for number in range(50):
        soon("note", seen.append, number)
    assert drain(PATIENCE)
    assert seen == list(range(50))


def test_equal_work_that_waits_is_done_once(blocked: threading.Event) -> None:
    seen: list[int] = []
    for number in (1, 2, 1, 1, 2):
        soon("note", seen.append, number)
    blocked.set()
    assert drain(PATIENCE)
    assert seen == [1, 2]


def test_an_error_is_logged_without_arguments_and_the_next_work_is_done() -> None:
    seen: list[str] = []

    def fail(_phone: str) -> None:
        raise ConnectionError("Error 111 connecting to 10.0.0.7:6379")

    with capture_logs() as logs:
        soon("wake", fail, "0912345678")
        soon("note", seen.append, "next")
        assert drain(PATIENCE)
    assert logs == [{"event": "aftercommit.failed", "work": "wake", "error": "ConnectionError", "log_level": "warning"}]
    assert seen == ["next"]


@pytest.mark.parametrize("error", [asyncio.CancelledError, TimeoutError])
def test_no_coroutine_ends_the_thread(error: type[BaseException]) -> None:
    async def fail() -> None:
        raise error

    with capture_logs() as logs:
        soon("fail", fail)
        assert drain(PATIENCE)
    assert [entry["error"] for entry in logs] == [error.__name__]


def test_a_hanging_coroutine_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aftercommit, "_COROUTINE_SECONDS", 0.01)
    with capture_logs() as logs:
        soon("hang", asyncio.Event().wait)
        assert drain(PATIENCE)
    assert [(entry["work"], entry["error"]) for entry in logs] == [("hang", "TimeoutError")]


def test_what_does_not_fit_is_dropped_and_logged(blocked: threading.Event) -> None:
    seen: list[int] = []
    with capture_logs() as logs:
        for number in range(1002):
            soon("note", seen.append, number)
    blocked.set()
    assert drain(PATIENCE)
    assert [entry["event"] for entry in logs] == ["aftercommit.dropped"] * 2
    assert len(seen) == 1000


def test_draining_gives_up_after_its_time(blocked: threading.Event) -> None:
    assert not blocked.is_set()
    assert not drain(0.01)


@pytest.mark.django_db(transaction=True)
def test_work_waits_for_the_commit() -> None:
    seen: list[str] = []
    with transaction.atomic():
        on_commit(seen.append, "committed")
        assert drain(PATIENCE)
        assert seen == []
    assert drain(PATIENCE)
    assert seen == ["committed"]


@pytest.mark.django_db(transaction=True)
def test_work_of_a_rolled_back_transaction_is_never_done() -> None:
    seen: list[str] = []
    with transaction.atomic():
        on_commit(seen.append, "lost")
        transaction.set_rollback(True)
    assert drain(PATIENCE)
    assert seen == []


def test_a_forked_child_does_its_own_work_with_a_thread_of_its_own() -> None:
    script = """
import os
from school import aftercommit
aftercommit.soon("parent", id, 1)
assert aftercommit.drain(5)
child = os.fork()
if child == 0:
    aftercommit.soon("child", os.write, 1, b"child did it")
    os._exit(0 if aftercommit.drain(5) else 1)
assert os.waitpid(child, 0)[1] == 0
"""
    assert run(script) == "child did it"


def test_leaving_the_interpreter_waits_only_a_moment_for_work_that_hangs() -> None:
    assert run("import threading\nfrom school import aftercommit\naftercommit.soon('x', threading.Event().wait)") == ""


def test_leaving_the_interpreter_finishes_what_was_handed_over() -> None:
    assert run("import os\nfrom school import aftercommit\naftercommit.soon('x', os.write, 1, b'done')") == "done"


def run(script: str) -> str:
    """What the script prints, run by an interpreter of its own."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "school.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
