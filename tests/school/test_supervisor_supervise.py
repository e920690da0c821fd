"""The programs live and die together; here they are tiny."""

import asyncio
import io
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from school.embedded import EmbeddedError
from school.supervisor import keep
from school.supervisor.output import Output
from school.supervisor.programs import Plan, Program
from school.supervisor.supervise import supervise
from tests.school.holders import eventually

# Until it is told to end; should a test be killed, ten minutes at most.
STAY = "import signal; signal.alarm(600); signal.pause()"
FOR_EVER = f"print('up', flush=True); {STAY}"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); {STAY}"
WITH_CHILD = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {STUBBORN!r}])
print(child.pid, flush=True)
{STAY}
"""


def program(name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code))


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


# Servers that other tests of this process share, and keep.
_before: set[int] = set()


@pytest.fixture(autouse=True)
def _note_the_servers_of_other_tests() -> None:
    _before.clear()
    _before.update(children())


def nothing_of_ours_is_left() -> bool:
    return eventually(lambda: all(is_gone(pid) for pid in children() - _before))


class Stage:
    """Runs a plan and keeps what was printed."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    async def run(
        self,
        system: list[Program],
        setup: Program | None = None,
        beside: tuple[Program, ...] = (),
        companions: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = (),
    ) -> str:
        return await supervise(Plan(setup, beside, system), os.environ, Output(self.stream), companions)

    async def printed(self, text: str) -> None:
        assert await asyncio.to_thread(eventually, lambda: text in self.stream.getvalue())

    def lines(self) -> list[str]:
        return [line.split(" ", 1)[1] for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_when_one_dies_the_others_are_stopped_and_the_reason_is_given(stage: Stage) -> None:
    reason = await stage.run([program("web", FOR_EVER), program("worker", "raise SystemExit(3)")])
    assert reason == "worker ended with exit code 3, so everything was stopped."
    assert nothing_of_ours_is_left()


async def test_one_that_ends_well_ends_the_others_too(stage: Stage) -> None:
    reason = await stage.run([program("web", FOR_EVER), program("beat", "")])
    assert reason == "beat ended with exit code 0, so everything was stopped."


async def test_one_that_is_killed_is_named_with_the_signal(stage: Stage) -> None:
    reason = await stage.run([program("worker", "import os; os.kill(os.getpid(), 9)")])
    assert reason == "worker was killed by SIGKILL, so everything was stopped."


async def test_the_one_that_comes_back_is_started_again_when_it_was_killed(stage: Stage) -> None:
    web = replace(program("web", f"import os; print(os.getpid(), flush=True); {STAY}"), comes_back=True)
    running = asyncio.create_task(stage.run([web]))
    await stage.printed(" | ")
    os.kill(int(stage.lines()[0].split("| ")[1]), signal.SIGKILL)
    await stage.printed("web was killed by SIGKILL and is started again.")
    assert await asyncio.to_thread(eventually, lambda: stage.stream.getvalue().count(" | ") == 2)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == ""
    assert nothing_of_ours_is_left()


async def test_one_that_is_killed_again_and_again_is_given_up(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "_PAUSE_S", 0)
    monkeypatch.setattr(keep, "_MOST_STARTS", 2)
    reason = await stage.run([replace(program("web", "import os; os.kill(os.getpid(), 9)"), comes_back=True)])
    assert stage.stream.getvalue().count("is started again") == 1
    assert reason == "web was killed by SIGKILL, so everything was stopped."


async def test_one_that_comes_back_ends_everything_when_it_ends_by_itself(stage: Stage) -> None:
    reason = await stage.run([replace(program("web", "raise SystemExit(3)"), comes_back=True)])
    assert reason == "web ended with exit code 3, so everything was stopped."


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_when_asked_to_stop_there_is_no_reason_to_give(stage: Stage, asked: signal.Signals) -> None:
    running = asyncio.create_task(stage.run([program("web", FOR_EVER)]))
    await stage.printed("up")
    os.kill(os.getpid(), asked)
    assert await running == ""
    assert nothing_of_ours_is_left()


async def test_one_that_will_not_stop_is_killed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "_GRACE_SECONDS", 0.1)
    running = asyncio.create_task(stage.run([program("worker", STUBBORN)]))
    await stage.printed("up")
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == ""
    assert nothing_of_ours_is_left()


async def test_the_children_of_a_program_go_with_it(stage: Stage) -> None:
    running = asyncio.create_task(stage.run([program("worker", WITH_CHILD)]))
    await stage.printed("up")
    os.kill(os.getpid(), signal.SIGTERM)
    await running
    child = next(int(line.split("| ")[1]) for line in stage.lines() if line.split("| ")[1].isdigit())
    assert eventually(lambda: is_gone(child))


async def test_the_death_of_a_program_is_seen_though_its_child_holds_the_log(stage: Stage) -> None:
    reason = await stage.run([program("worker", WITH_CHILD.removesuffix(f"{STAY}\n") + "raise SystemExit(5)")])
    assert reason == "worker ended with exit code 5, so everything was stopped."
    assert nothing_of_ours_is_left()


async def test_the_system_starts_once_the_set_up_is_through(stage: Stage) -> None:
    await stage.run([program("web", "print('second')")], setup=program("setup", "print('first')"))
    assert stage.lines() == ["setup    | first", "web      | second"]


async def test_without_a_set_up_the_system_starts_at_once(stage: Stage) -> None:
    await stage.run([program("web", "print('only')")])
    assert stage.lines() == ["web      | only"]


async def test_a_failed_set_up_starts_nothing(stage: Stage) -> None:
    reason = await stage.run([program("web", "print('never')")], setup=program("setup", "raise SystemExit(1)"))
    assert reason == "setup ended with exit code 1, so everything was stopped."
    assert stage.lines() == []


async def test_what_stands_beside_runs_during_the_set_up(stage: Stage, tmp_path: Path) -> None:
    beside = program("emulator", f"open({str(tmp_path / 'there')!r}, 'w').close(); {FOR_EVER}")
    wait_for_it = f"import os, time\nwhile not os.path.exists({str(tmp_path / 'there')!r}): time.sleep(0.01)"
    await stage.run([program("web", "")], setup=program("setup", wait_for_it), beside=(beside,))
    assert "emulator | up" in stage.lines()


async def test_a_companion_that_gives_up_ends_everything_with_its_words(stage: Stage) -> None:
    async def watch() -> None:
        await stage.printed("up")
        raise EmbeddedError("PostgreSQL has stopped.")

    assert await stage.run([program("web", FOR_EVER)], companions=(watch,)) == "PostgreSQL has stopped."
    assert nothing_of_ours_is_left()


async def test_an_error_of_our_own_is_not_hidden(stage: Stage) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as caught:
        await stage.run([program("web", FOR_EVER)], companions=(broken,))
    assert caught.group_contains(ZeroDivisionError)
    assert nothing_of_ours_is_left()


async def test_a_line_that_is_no_text_is_still_passed_on(stage: Stage) -> None:
    await stage.run([program("web", r"import sys; sys.stdout.buffer.write(b'\xff\xfe ok\n')")])
    assert stage.lines() == ["web      | \ufffd\ufffd ok"]


async def test_a_very_long_line_is_passed_on_whole(stage: Stage) -> None:
    await stage.run([program("web", "print('x' * 1_000_000)")])
    assert stage.lines() == ["web      | " + "x" * 1_000_000]
