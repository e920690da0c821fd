import asyncio

import pytest

from lark_emulator.outgoing import events
from tests.lark_emulator.app_client import AppClient
from tests.lark_emulator.samples import Json
from tests.lark_emulator.school import School

BOT_ADDED = {"event_type": "im.chat.member.bot.added_v1", "event": {"chat_id": "oc_office"}}


@pytest.fixture
async def linked(app: AppClient, school: School) -> AppClient:
    """The app, with its events leading to the school."""
    await app.control("PUT", "apps/cli_demo", {"event_url": school.url})
    return app


async def emit(app: AppClient) -> Json:
    event: Json = await app.control("POST", "events", BOT_ADDED)
    return event


async def listed(app: AppClient) -> Json:
    [event] = await app.control("GET", "events")
    found: Json = event
    return found


async def test_an_event_that_is_taken_is_sent_once(linked: AppClient, school: School) -> None:
    event = await emit(linked)
    await linked.wait(86_400)
    [seen] = school.seen
    assert seen.body["header"]["event_id"] == event["event_id"]
    assert seen.body["header"]["event_type"] == BOT_ADDED["event_type"]
    assert seen.body["event"] == {"chat_id": "oc_office"}
    assert event["due"] is None


async def test_an_event_that_is_refused_comes_again_four_times_and_never_more(
    linked: AppClient, school: School
) -> None:
    school.statuses = [500] * 9
    await emit(linked)
    counts = []
    for wait in (14, 1, 300, 3600, 6 * 3600, 86_400):
        await linked.wait(wait)
        counts.append(len(school.seen))
    assert counts == [1, 2, 3, 4, 5, 5]
    assert len({seen.body["header"]["event_id"] for seen in school.seen}) == 1
    assert (await listed(linked))["due"] is None


async def test_a_leap_of_the_clock_makes_up_for_every_attempt(linked: AppClient, school: School) -> None:
    school.statuses = [500, 302, 404]
    await emit(linked)
    await linked.wait(8 * 3600)
    event = await listed(linked)
    assert [attempt["status"] for attempt in event["attempts"]] == [500, 302, 404, 200]
    assert [attempt["problem"] for attempt in event["attempts"]] == ["status", "status", "status", ""]


async def test_an_event_without_an_address_waits_for_one(app: AppClient, school: School) -> None:
    await emit(app)
    assert (await listed(app))["attempts"][0]["problem"] == "no event_url"
    await app.control("PUT", "apps/cli_demo", {"event_url": school.url})
    await app.wait(15)
    assert len(school.seen) == 1


async def test_an_event_is_sent_again_by_itself_when_its_time_comes(
    linked: AppClient, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "WAITS", (events.WAITS[0] * 0,))
    school.statuses = [500]
    await emit(linked)
    await asyncio.to_thread(school.wait_for, 2)


async def test_after_a_reset_old_events_are_forgotten(linked: AppClient, school: School) -> None:
    school.statuses = [500]
    await emit(linked)
    await linked.control("POST", "reset")
    await linked.wait(86_400)
    assert (await linked.control("GET", "events"), len(school.seen)) == ([], 1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "event_type"),
        ({"event_type": 5}, "event_type"),
        ({"event_type": "a", "app_id": "cli_none"}, "app_id"),
        ({"event_type": "a", "event": "b"}, "event"),
        ({"event_type": "a", "x": 1}, "x"),
    ],
)
async def test_an_event_that_is_none_is_refused(app: AppClient, given: Json, field: str) -> None:
    response = await app.http.post("/_emulator/events", json=given)
    assert (response.status_code, response.json()["field"]) == (400, field)


def test_the_schedule_is_lark_s() -> None:
    assert [wait.total_seconds() for wait in events.WAITS] == [15, 300, 3600, 21_600]
