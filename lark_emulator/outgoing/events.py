"""Events: sent at once, and again after 15 s, 5 min, 1 h and 6 h until our server answers 200 within 3 s."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

from lark_emulator.apps import App
from lark_emulator.outgoing.envelope import header, seal
from lark_emulator.outgoing.post import post
from lark_emulator.outgoing.store import Attempt, Event
from lark_emulator.tenant import Tenant

WAITS = tuple(timedelta(seconds=seconds) for seconds in (15, 300, 3600, 6 * 3600))


async def emit(tenant: Tenant, app: App, event_type: str, body: dict[str, Any]) -> Event:
    """A new event, tried for the first time."""
    now, event_id = tenant.clock.now(), secrets.token_hex(16)
    payload = {"schema": "2.0", "header": header(app, event_type, event_id, now), "event": body}
    event = Event(event_id, app.app_id, event_type, payload, due=now)
    tenant.outgoing.events[event_id] = event
    await _try(tenant, event)
    return event


async def run_due(tenant: Tenant) -> None:
    """Every attempt whose time has come, the oldest first; several of one event when the clock made a leap."""
    while due := [event for event in tenant.outgoing.events.values() if _is_due(tenant, event)]:
        await _try(tenant, min(due, key=lambda event: event.due or tenant.clock.now()))


def _is_due(tenant: Tenant, event: Event) -> bool:
    return event.due is not None and not event.sending and event.due <= tenant.clock.now()


async def _try(tenant: Tenant, event: Event) -> None:
    planned = event.due or tenant.clock.now()
    event.sending = True
    try:
        attempt = await _attempt(tenant, event)
    finally:
        event.sending = False
    event.attempts.append(attempt)
    failures = len(event.attempts)
    event.due = planned + WAITS[failures - 1] if attempt.problem and failures <= len(WAITS) else None
    if event.due is not None:
        _wake_later(tenant, event)


async def _attempt(tenant: Tenant, event: Event) -> Attempt:
    now, app = tenant.clock.now(), tenant.apps[event.app_id]
    if app.event_url is None:
        return Attempt(now, None, "no event_url")
    raw, headers = seal(app, event.payload, now)
    answer = await post(app.event_url, raw, headers)
    return Attempt(now, answer.status, answer.problem)


def _wake_later(tenant: Tenant, event: Event) -> None:
    """For a clock that is left alone; when it is moved, POST /_emulator/clock runs what has become due."""
    assert event.due is not None  # noqa: S101  the caller has just set it
    loop, outgoing = asyncio.get_running_loop(), tenant.outgoing

    def wake() -> None:
        task = loop.create_task(run_due(tenant))
        outgoing.tasks.add(task)
        task.add_done_callback(outgoing.tasks.discard)

    loop.call_later(max(0.0, (event.due - tenant.clock.now()).total_seconds()), wake)
