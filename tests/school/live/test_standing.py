"""Open sockets of people whose standing changes."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import psutil
import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from structlog.testing import capture_logs

from school import aftercommit
from school.live import standing
from school.live.frames import Close
from tests import factories
from tests.school.live.conftest import OpenPage, Page
from tests.sockets import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often, for changes that nobody announces."""
    monkeypatch.setattr(standing, "EVERY_SECONDS", 0.05)


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks only when told."""
    monkeypatch.setattr(standing, "EVERY_SECONDS", 3600)


async def followed(open_page: OpenPage, session_key: str = "", topic: str = "pears") -> Page:
    """A page that follows the topic."""
    page = open_page(session_key)
    await page.connect()
    await page.subscribe(topic)
    assert await page.hears() == ("subscribed", topic)
    return page


async def until(condition: Callable[[], object]) -> None:
    """Waits for the condition, with a deadline."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for knows no events
            await asyncio.sleep(0.01)


def raw(sql: str) -> None:
    """As somebody at the database's own prompt."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_user SET is_active = false",
        "UPDATE accounts_user SET role = 'teacher'",
        "UPDATE accounts_user SET archived_at = now(), archive_reason = 'left'",
        "UPDATE accounts_user SET password = 'other'",
    ],
)
@pytest.mark.usefixtures("soon")
async def test_a_row_changed_by_raw_sql_closes_the_socket(open_page: OpenPage, session_key: str, sql: str) -> None:
    page = await followed(open_page, session_key)
    await database_sync_to_async(raw)(sql)
    assert await page.closed() == Close.SESSION_ENDED


@pytest.mark.usefixtures("soon")
async def test_a_row_that_is_gone_closes_the_socket(open_page: OpenPage, session_key: str) -> None:
    page = await followed(open_page, session_key)
    await database_sync_to_async(raw)("TRUNCATE accounts_user CASCADE")
    assert await page.closed() == Close.SESSION_ENDED


@pytest.mark.usefixtures("never")
async def test_a_saved_row_closes_the_socket_at_once(open_page: OpenPage, session_key: str) -> None:
    page = await followed(open_page, session_key)
    await until(lambda: _groups_of_all_people())
    await database_sync_to_async(_save)(role="teacher")
    assert await page.closed() == Close.SESSION_ENDED


@pytest.mark.usefixtures("never")
async def test_what_rights_do_not_depend_on_leaves_the_socket_open(open_page: OpenPage, session_key: str) -> None:
    page = await followed(open_page, session_key)
    await until(lambda: _groups_of_all_people())
    await database_sync_to_async(_save)(name="Khoa")
    await page.subscribe("apples")
    assert await page.hears() == ("subscribed", "apples")


@pytest.mark.usefixtures("soon")
async def test_only_sockets_of_that_person_are_closed(open_page: OpenPage, session_key: str) -> None:
    page, stranger = await followed(open_page, session_key), await followed(open_page, topic="apples")
    await database_sync_to_async(raw)("UPDATE accounts_user SET role = 'teacher'")
    assert await page.closed() == Close.SESSION_ENDED
    await stranger.subscribe("apples:1")
    assert await stranger.hears() == ("subscribed", "apples:1")


@pytest.mark.usefixtures("soon")
async def test_the_browser_comes_back_as_whoever_it_is_now(open_page: OpenPage, session_key: str) -> None:
    page = await followed(open_page, session_key)
    await database_sync_to_async(raw)("UPDATE accounts_user SET is_active = false")
    await page.closed()
    again = open_page(session_key)
    await again.connect()
    await again.subscribe("pears")
    assert await again.hears() == ("refused", "pears")


@pytest.mark.usefixtures("soon")
async def test_all_people_are_asked_for_in_one_query(open_page: OpenPage, session_key: str) -> None:
    for _ in range(3):
        await followed(open_page, session_key)
    queries: list[str] = []
    await database_sync_to_async(_listen_to_queries)(queries)
    await until(lambda: queries)
    assert len(queries) == 1


@pytest.mark.usefixtures("soon")
async def test_a_database_that_is_away_for_a_moment_closes_nothing(
    open_page: OpenPage, session_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await followed(open_page, session_key)
    with capture_logs() as logs:
        with monkeypatch.context() as lost:
            lost.setattr(standing, "_standing", _lost)
            await until(lambda: logs)
        await database_sync_to_async(raw)("UPDATE accounts_user SET role = 'teacher'")
        assert await page.closed() == Close.SESSION_ENDED
    assert logs[0] == {"event": "standing.unknown", "error": "OperationalError", "log_level": "warning"}


@pytest.mark.usefixtures("soon")
async def test_a_frozen_redis_does_not_hide_a_change(session_key: str, own_redis: psutil.Process) -> None:
    person = await database_sync_to_async(get_user_model().objects.get)()
    ended = asyncio.Event()
    own_redis.suspend()
    watch = standing.watch(person, ended=_setting(ended))
    await database_sync_to_async(raw)("UPDATE accounts_user SET role = 'teacher'")
    async with asyncio.timeout(PATIENCE):
        await ended.wait()
    own_redis.resume()
    await watch.stop()


@pytest.mark.usefixtures("soon")
async def test_it_listens_again_once_redis_is_there(session_key: str, own_redis: psutil.Process) -> None:
    person = await database_sync_to_async(get_user_model().objects.get)()
    own_redis.kill()
    own_redis.wait(PATIENCE)
    with capture_logs() as logs:
        watch = standing.watch(person, ended=_setting(asyncio.Event()))
        await until(lambda: sum(entry["event"] == "standing.deaf" for entry in logs) > 1)
        await watch.stop()


@pytest.mark.usefixtures("soon")
async def test_what_was_ended_is_let_go(session_key: str) -> None:
    person = await database_sync_to_async(get_user_model().objects.get)()
    ended = asyncio.Event()
    watch = standing.watch(person, ended=_setting(ended))
    await database_sync_to_async(raw)("UPDATE accounts_user SET role = 'teacher'")
    await ended.wait()
    await until(lambda: not watch.watcher._ending)
    await watch.stop()


async def test_nothing_runs_on_when_nobody_is_watched(session_key: str) -> None:
    person = await database_sync_to_async(get_user_model().objects.get)()
    before = asyncio.all_tasks()
    watches = [standing.watch(person, ended=_setting(asyncio.Event())) for _ in range(2)]
    await watches[0].stop()
    assert asyncio.all_tasks() > before
    await watches[1].stop()
    await watches[1].stop()
    assert asyncio.all_tasks() == before


def test_a_change_that_is_rolled_back_is_not_announced(session_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[tuple[Any, ...]] = []
    monkeypatch.setattr(aftercommit, "soon", lambda _name, _function, *args: announced.append(args))
    with transaction.atomic():
        _save(role="teacher")
        transaction.set_rollback(True)
    assert announced == []


def _save(**fields: Any) -> None:
    person = get_user_model().objects.get()
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))


def _groups_of_all_people() -> bool:
    return any("live.people" in group for group in get_channel_layer()._get_layer().groups)


def _listen_to_queries(queries: list[str]) -> None:
    def note(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        connection.execute_wrappers.clear()
        return execute(sql, *rest)

    connection.execute_wrappers.append(note)


async def _lost(_people: object) -> None:
    raise OperationalError


def _setting(event: asyncio.Event) -> Callable[[], Any]:
    async def ended() -> None:
        event.set()

    return ended


@pytest.mark.usefixtures("soon")
async def test_whoever_comes_while_the_others_are_asked_about_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    asking, may_answer = threading.Event(), threading.Event()
    ended: list[str] = []

    def slow(_person: Any) -> str:
        if threading.current_thread() is not threading.main_thread():
            asking.set()
            may_answer.wait(PATIENCE)
        return "the same"

    async def end() -> None:
        ended.append("ended")

    monkeypatch.setattr(standing, "_stamps", [slow])
    people = [await database_sync_to_async(factories.user)() for _ in range(2)]
    watches = [standing.watch(people[0], ended=end)]
    await until(asking.is_set)
    watches.append(standing.watch(people[1], ended=end))
    asking.clear()
    may_answer.set()
    await until(asking.is_set)
    for watch in watches:
        await watch.stop()
    assert ended == []
