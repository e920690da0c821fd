"""Sockets of somebody who sees the site as somebody else hang on both."""

from collections.abc import Iterator

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django.urls import reverse

from accounts import people
from accounts.enums import Role
from accounts.models import User
from school import aftercommit
from school.live import standing, topics
from school.live.frames import Close
from tests import factories
from tests.school.live.conftest import Page
from tests.sockets import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boss(transactional_db: None) -> Iterator[User]:
    factories.user(Role.ADMIN)  # the last administrator could not go
    yield factories.user(Role.ADMIN)
    assert aftercommit.drain(PATIENCE)


@pytest.fixture
def as_staff(boss: User) -> str:
    """The session of an administrator who sees the site as somebody of the office."""
    client = Client()
    client.force_login(boss)
    assert client.post(reverse("hijack:acquire"), {"user_pk": factories.user(Role.STAFF).pk}).status_code == 302
    return str(client.cookies["sessionid"].value)


def demote(boss: User) -> None:
    people.set_role(boss, Role.STUDENT, by=User.objects.exclude(pk=boss.pk).get(role=Role.ADMIN))


async def opened(session_key: str) -> Page:
    page = Page(session_key)
    await page.connect()
    await page.subscribe("submissions")
    return page


async def test_an_open_socket_ends_when_the_administrator_behind_it_is_demoted(boss: User, as_staff: str) -> None:
    page = await opened(as_staff)
    assert await page.hears() == ("subscribed", "submissions")

    await database_sync_to_async(demote)(boss)
    assert await page.closed() == Close.SESSION_ENDED
    await page.leave()


async def test_so_it_does_when_nobody_announces_it(boss: User, as_staff: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "EVERY_SECONDS", 0.05)
    page = await opened(as_staff)
    assert await page.hears() == ("subscribed", "submissions")

    await database_sync_to_async(lambda: User.objects.filter(pk=boss.pk).update(role=Role.STUDENT))()
    assert await page.closed() == Close.SESSION_ENDED
    await page.leave()


async def test_a_new_socket_of_that_session_follows_nothing(boss: User, as_staff: str) -> None:
    await database_sync_to_async(demote)(boss)
    page = await opened(as_staff)

    assert await page.hears() == ("refused", "submissions")
    await page.leave()


def test_nobody_is_behind_a_session_of_ones_own(client: Client, boss: User) -> None:
    client.force_login(boss)

    assert topics.reader_of(client.session.session_key) == boss
