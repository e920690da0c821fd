"""A demoted clerk with an open list: the next request and the open socket are refused within five seconds."""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client
from websockets.asyncio.client import connect

from accounts import people
from accounts.enums import Role
from accounts.models import User
from school.live.frames import Close
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/forms_intake/submission/"
MOST_SECONDS = 5.0


def by_verb(person: User) -> None:
    """As the admin site does it."""
    people.set_role(person, Role.TEACHER, by=factories.user(Role.ADMIN))


def by_bulk(person: User) -> None:
    """As a careless command would."""
    User.objects.filter(pk=person.pk).update(role=Role.TEACHER)


def by_raw_sql(person: User) -> None:
    """As somebody at the database's prompt."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET role = 'teacher' WHERE id = %s", [person.pk])


@pytest.mark.parametrize("demote", [by_verb, by_bulk, by_raw_sql])
def test_a_demoted_clerk_is_refused(live_url: str, demote: Callable[[User], None]) -> None:
    clerk, client = factories.user(Role.STAFF), Client()
    client.force_login(clerk)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    code, seconds, then = asyncio.run(_watched(live_url, cookie, lambda: demote(clerk)))
    sys.stderr.write(f"{demote.__name__}: socket closed with {code} after {seconds:.2f} s\n")
    assert (code, then) == (Close.SESSION_ENDED, "refused")
    assert seconds <= MOST_SECONDS
    answer = httpx.get(live_url + LIST, headers={"Cookie": cookie}, trust_env=False)
    assert answer.status_code == HTTPStatus.FORBIDDEN


async def _watched(live_url: str, cookie: str, demote: Callable[[], None]) -> tuple[int, float, str]:
    """The code, after how many seconds, and what the browser hears when it comes back."""
    async with _socket(live_url, cookie) as page:
        assert await _subscribed(page) == "subscribed"
        began = time.monotonic()
        await asyncio.to_thread(_and_close, demote)
        async with asyncio.timeout(3 * MOST_SECONDS):
            await page.wait_closed()
        code, seconds = page.close_code, time.monotonic() - began
    async with _socket(live_url, cookie) as page:
        then = await _subscribed(page)
    return code, seconds, then


def _socket(live_url: str, cookie: str) -> Any:
    address = f"{live_url.replace('http', 'ws', 1)}/ws/live/"
    return connect(address, origin=live_url, additional_headers={"Cookie": cookie}, proxy=None)  # type: ignore[arg-type]  # a str is an origin


async def _subscribed(page: Any) -> str:
    await page.send(json.dumps({"type": "subscribe", "topics": ["submissions"]}))
    return str(json.loads(await page.recv())["type"])


def _and_close(deed: Callable[[], None]) -> None:
    try:
        deed()
    finally:
        connection.close()
