"""A teacher's own page of links for guests."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts import invitations
from accounts.enums import InvitationState, Role
from accounts.models import Invitation, User
from tests import factories

pytestmark = pytest.mark.django_db
OWN, NEW = "/accounts/invitations/", "/accounts/invitations/new/"


@pytest.fixture
def teacher(client: Client) -> User:
    person = factories.user(Role.TEACHER)
    client.force_login(person)
    client.cookies["language"] = "en"
    return person


def test_a_link_is_made_and_shown_this_once(client: Client, teacher: User) -> None:
    page = client.post(NEW, {"name": "Buổi học thử", "lasts": "7", "most_uses": "5"})
    [invitation] = Invitation.objects.all()

    assert "http://localhost:8000/accounts/invite/" in page.content.decode()
    assert (invitation.name, invitation.most_uses, invitation.created_by) == ("Buổi học thử", 5, teacher)
    assert "accounts/invite/" not in client.get(OWN).content.decode()
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"lasts": "9999"}, {"most_uses": "0"}, {"most_uses": "x"}])
def test_what_is_missing_or_forged_is_asked_for_again(client: Client, teacher: User, wrong: dict[str, str]) -> None:
    page = client.post(NEW, {"name": "Buổi học thử", "lasts": "7", "most_uses": "5"} | wrong).content.decode()

    assert "error-summary" in page
    assert not Invitation.objects.exists()


def test_the_list_shows_ones_own_links_with_their_state(client: Client, teacher: User) -> None:
    assert "Your links stand here" in client.get(OWN).content.decode()
    invitations.invite_guest(by=teacher, name="Của tôi", most_uses=5)
    invitations.invite_guest(by=factories.user(Role.TEACHER), name="Của người khác")

    page = client.get(OWN).content.decode()
    assert "Của tôi" in page
    assert "used 0 of 5 times" in page
    assert "Của người khác" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_needs_as_many_queries_for_many_links_as_for_one(
    client: Client, teacher: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        invitations.invite_guest(by=teacher, name=f"Buổi {number}")
    client.get(OWN)
    with django_assert_max_num_queries(8):
        client.get(OWN)


def test_a_link_is_revoked_from_the_list(client: Client, teacher: User) -> None:
    invitation, _link = invitations.invite_guest(by=teacher)
    page = client.post(reverse("accounts:guest_link_revoke", args=[invitation.pk]), follow=True).content.decode()

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED
    assert "no longer lets anybody in" in page


def test_links_of_others_and_invitations_of_colleagues_are_not_there(client: Client, teacher: User) -> None:
    foreign, _link = invitations.invite_guest(by=factories.user(Role.TEACHER))
    address = reverse("accounts:guest_link_revoke", args=[foreign.pk])

    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize("path", [OWN, NEW])
def test_students_and_strangers_make_no_links(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(factories.user())
    assert client.get(path).status_code == 403
    assert client.post(path, {"name": "Bạn", "lasts": "1", "most_uses": "1"}).status_code == 403
