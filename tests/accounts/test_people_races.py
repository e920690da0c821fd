"""People changed by two at the same moment, on the real database: one waits, and nobody waits in a circle."""

import re
from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts import acceptance, invitations, people
from accounts.enums import AccountEventKind, Role
from accounts.models import AccountEvent, Invitation, User
from accounts.second_factor import lost_phone
from tests import factories
from tests.accounts.test_admin import posted
from tests.accounts.test_people import at_once

pytestmark = pytest.mark.django_db(transaction=True)
# Whoever has to wait in the database does not come to the meeting.
MEETING_S = 3
LOCKING = r'^UPDATE "accounts_user"|^SELECT .* FROM "accounts_user" .* FOR (NO KEY )?UPDATE'


@pytest.fixture
def two() -> tuple[User, User]:
    """The school's administrators."""
    return factories.user(Role.ADMIN), factories.user(Role.ADMIN)


def crossing(first: Callable[[], object], second: Callable[[], object], at: str = LOCKING) -> list[str]:
    """What becomes of two deeds; the second begins when the first has come to `at`, and that goes on when the second
    is there too, or cannot be."""
    held, meeting = Event(), Barrier(2)

    def pausing(deed: Callable[[], object]) -> None:
        turns = [meeting]

        def pause(execute: Any, sql: str, *rest: Any) -> Any:
            result = execute(sql, *rest)
            if turns and re.search(at, sql):
                held.set()
                with suppress(BrokenBarrierError):
                    turns.pop().wait(MEETING_S)
            return result

        with connection.execute_wrapper(pause):
            deed()

    def later() -> None:
        held.wait(10)
        pausing(second)

    return at_once(lambda: pausing(first), later)


def signed_in(person: User) -> Client:
    """The person's browser."""
    client = Client()
    client.force_login(person)
    return client


def test_two_administrators_may_save_each_others_form(two: tuple[User, User]) -> None:
    one, other = two
    clients = signed_in(one), signed_in(other)
    answers: list[Any] = []
    crossing(
        lambda: answers.append(posted(clients[0], other, name="Renamed", role="staff")),
        lambda: answers.append(posted(clients[1], one, name="Renamed", role="staff")),
    )
    assert [answer.status_code for answer in answers if answer.status_code not in {200, 403}] == []
    assert User.objects.filter(role=Role.ADMIN).count() == 1


def test_an_invitation_is_accepted_while_its_owner_is_shut_out(two: tuple[User, User]) -> None:
    person = _newcomer()
    invitation = invitations.invite_colleague(email=str(person.email), role=Role.STAFF, by=two[0])
    Invitation.objects.filter(pk=invitation.pk).update(token_digest=invitations.digest("token"))
    outcomes = crossing(
        _accept,
        lambda: people.set_active(person, False, by=two[1]),
    )
    assert outcomes == ["done", "done"]
    assert not User.objects.get(pk=person.pk).is_active


def _accept() -> None:
    with suppress(acceptance.Closed):
        acceptance.as_new("token", name="Lan", password="nhac-cu-moi-2026")


def _newcomer() -> User:
    """Somebody whom the office has entered and who never came in."""
    return people.add(User(email="lan@school.test", name="Lan"), by=User.objects.order_by("pk")[0])


def test_a_lost_phone_is_helped_with_while_administrators_change(two: tuple[User, User]) -> None:
    one, other = two
    person = factories.user()
    outcomes = crossing(
        lambda: lost_phone.reset(other, by=one, reason="seen in person"),
        lambda: people.set_role(person, Role.TEACHER, by=one),
    )
    assert outcomes == ["done", "done"]


def test_what_refers_to_a_locked_administrator_is_written_meanwhile(two: tuple[User, User]) -> None:
    with transaction.atomic():
        people.locked(two[0])
        outcomes = at_once(lambda: _note_at_once(two[1]))
    assert outcomes == ["done"]


def _note_at_once(person: User) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        AccountEvent.objects.create(kind=AccountEventKind.SIGNED_IN, person=person, by=person)
