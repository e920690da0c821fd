"""All programs together: they start in order, and the end of one is the end of all, unless it comes back."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from school.embedded import EmbeddedError
from school.supervisor.keep import EndedError, complete, keep_alive
from school.supervisor.output import Output
from school.supervisor.programs import Plan

Companion = Callable[[], Coroutine[Any, Any, None]]


async def supervise(plan: Plan, env: Mapping[str, str], output: Output, companions: Sequence[Companion]) -> str:
    """Run the plan, with the companions beside it, until a signal or the first end; the sentence that says why.

    The sentence is empty when we were asked to stop.
    """
    _stop_on_signals()
    try:
        await _together(plan, env, output, companions)
    except asyncio.CancelledError:
        pass
    except ExceptionGroup as failures:
        known, unknown = failures.split((EndedError, EmbeddedError))
        if unknown or not known:
            raise
        return str(known.exceptions[0])
    return ""


async def _together(plan: Plan, env: Mapping[str, str], output: Output, companions: Sequence[Companion]) -> None:
    async with asyncio.TaskGroup() as group:
        for program in plan.beside:
            group.create_task(keep_alive(program, env, output))
        for companion in companions:
            group.create_task(companion())
        if plan.setup:
            await complete(plan.setup, env, output)
        for program in plan.system:
            group.create_task(keep_alive(program, env, output))


def _stop_on_signals() -> None:
    task = asyncio.current_task()
    if task is not None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(each, task.cancel)
