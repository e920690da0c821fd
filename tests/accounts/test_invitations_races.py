"""Two who open the same link at the same moment, on the real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts import acceptance, invitations
from accounts.enums import Role
from accounts.models import Invitation, User
from accounts.people import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


def won(function: Callable[[int], object]) -> int:
    """How many of six threads, each with a connection of its own, were let in."""
    start = Barrier(TIMES)

    def one(number: int) -> bool:
        try:
            connection.ensure_connection()
            start.wait(10)
            function(number)
        except (acceptance.Closed, Refused):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(TIMES) as pool:
        return sum(pool.map(one, range(TIMES)))


@pytest.mark.parametrize("uses", [1, 2])
def test_exactly_as_many_guests_come_in_as_the_link_allows(uses: int) -> None:
    _invitation, link = invitations.invite_guest(by=factories.user(Role.TEACHER), most_uses=uses)
    token = link.rstrip("/").rsplit("/", 1)[1]

    assert won(lambda number: acceptance.as_guest(token, name=f"Khách {number}")) == uses
    assert User.objects.filter(is_guest=True).count() == uses
    assert Invitation.objects.get().uses == uses


def test_an_invitation_makes_exactly_one_account() -> None:
    invitation = invitations.invite_colleague(email="lan@school.test", role=Role.STAFF, by=factories.user(Role.ADMIN))
    Invitation.objects.filter(pk=invitation.pk).update(token_digest=invitations.digest("token"))

    assert won(lambda n: acceptance.as_new("token", name=f"Lan {n}", password="nhac-cu-moi-2026")) == 1
    assert User.objects.filter(email="lan@school.test").count() == 1


def test_a_link_revoked_at_that_moment_lets_in_one_or_nobody() -> None:
    by = factories.user(Role.TEACHER)
    invitation, link = invitations.invite_guest(by=by, most_uses=1)
    token = link.rstrip("/").rsplit("/", 1)[1]

    def either(number: int) -> object:
        return acceptance.as_guest(token, name="Khách") if number else invitations.revoke(invitation, by=by)

    assert won(either) in {1, 2}
    assert User.objects.filter(is_guest=True).count() == Invitation.objects.get().uses <= 1
