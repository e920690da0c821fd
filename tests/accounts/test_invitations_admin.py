"""Invitations in the admin site."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import invitations
from accounts.enums import InvitationState, Role
from accounts.models import Invitation, User
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:accounts_invitation_changelist", "admin:accounts_invitation_add"
LAN = {"email": "lan@school.test", "name": "Cô Lan", "role": "teacher", "language": "vi"}


@pytest.fixture
def staff(client: Client) -> User:
    person = factories.user(Role.STAFF)
    client.force_login(person)
    client.cookies["language"] = "en"
    return person


def invited(by: User, **given: str) -> Invitation:
    return invitations.invite_colleague(**{"email": "lan@school.test", "role": Role.TEACHER, **given}, by=by)


def press(client: Client, button: str, invitation: Invitation) -> str:
    address = reverse(f"admin:accounts_invitation_{button}", args=[invitation.pk])
    return client.post(address, follow=True).content.decode()


def test_a_colleague_is_invited_and_the_page_says_so(client: Client, staff: User, mailoutbox: list[Any]) -> None:
    page = client.post(reverse(ADD), LAN, follow=True).content.decode()

    assert "on its way to lan@school.test" in page
    assert mailoutbox[0].to == ["lan@school.test"]
    assert Invitation.objects.get().created_by == staff


def test_a_guest_link_has_no_role_and_no_mailbox_on_its_page(client: Client, staff: User) -> None:
    link, _address = invitations.invite_guest(by=staff, name="Buổi học thử")
    page = client.get(reverse("admin:accounts_invitation_change", args=[link.pk])).content.decode()
    assert "Student" not in page
    assert "Accepted by" not in page


def test_an_empty_list_says_so_and_how_to_begin(client: Client, staff: User) -> None:
    page = client.get(reverse(LIST)).content.decode()
    assert "Nothing here yet." in page
    assert f'href="{reverse(ADD)}' in page
    assert "Nothing fits the search and the filters." in client.get(reverse(LIST), {"q": "x"}).content.decode()


def test_an_address_as_a_title_begins_as_it_is_written(client: Client, staff: User) -> None:
    where = reverse("admin:accounts_invitation_change", args=[invited(staff).pk])
    page = client.get(where).content.decode()
    assert "lan@school.test" in page
    assert "Lan@school.test" not in page


def test_the_name_may_be_left_to_the_invited_person(client: Client, staff: User) -> None:
    client.post(reverse(ADD), LAN | {"name": ""})
    assert Invitation.objects.get().name == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "lan"}, "Check the e-mail address"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"name": "A" * 81}, "Shorten the name"),
        ({"role": "admin"}, "Select a valid choice"),
        ({"language": "fr"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(
    client: Client, staff: User, mailoutbox: list[Any], wrong: dict[str, str], said: str
) -> None:
    assert said in client.post(reverse(ADD), LAN | wrong).content.decode()
    assert (mailoutbox, Invitation.objects.count()) == ([], 0)


def test_a_refusal_of_the_verb_stands_at_the_address(client: Client, staff: User) -> None:
    factories.user(Role.TEACHER, email="lan@school.test")
    assert "has an account with that role" in client.post(reverse(ADD), LAN).content.decode()


def test_without_a_mail_server_the_invitation_stands_and_can_be_sent_again(
    client: Client, staff: User, settings: Settings, mailoutbox: list[Any]
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = client.post(reverse(ADD), LAN, follow=True).content.decode()
    assert "did not take the e-mail" in page
    assert "Not sent yet" in page

    settings.EMAIL_BACKEND = working
    assert "on its way" in press(client, "renew", Invitation.objects.get())
    assert len(mailoutbox) == 1


def test_the_list_tells_each_state_in_words(client: Client, staff: User) -> None:
    for changes in ({}, {"revoked_at": clock.now()}, {"expires_at": clock.now()}, {"uses": 1}):
        made = invited(staff, email=f"{len(changes)}{next(iter(changes), 'x')}@school.test")
        Invitation.objects.filter(pk=made.pk).update(**changes)

    page = client.get(reverse(LIST)).content.decode()
    assert all(word in page for word in ("Waiting", "Revoked", "Expired", "Accepted"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_no_more_for_more_rows(
    client: Client, staff: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        invited(staff, email=f"p{number}@school.test")
    client.get(reverse(LIST))
    with django_assert_max_num_queries(10):
        client.get(reverse(LIST))


def test_a_revoked_invitation_has_no_buttons_left(client: Client, staff: User) -> None:
    invitation = invited(staff)
    page = press(client, "revoke", invitation)

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED
    assert "lets nobody in any more" in page
    assert "/renew/" not in page
    assert "/revoke/" not in page
    assert "has ended" in press(client, "renew", invitation)


def test_an_expired_invitation_can_be_sent_again(client: Client, staff: User, mailoutbox: list[Any]) -> None:
    invitation = invited(staff)
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=1))

    assert "on its way" in press(client, "renew", invitation)
    assert Invitation.objects.get().state == InvitationState.WAITING


def test_staff_look_at_the_invitation_of_an_administrator_and_touch_nothing(client: Client, staff: User) -> None:
    above = invited(factories.user(Role.ADMIN), role=Role.ADMIN)
    page = client.get(reverse("admin:accounts_invitation_change", args=[above.pk])).content.decode()

    assert "/revoke/" not in page
    assert "somebody above you" in press(client, "revoke", above)
    assert Invitation.objects.get().state == InvitationState.WAITING


def test_nothing_is_edited_by_hand(client: Client, staff: User) -> None:
    invitation = invited(staff)
    address = reverse("admin:accounts_invitation_change", args=[invitation.pk])

    assert client.post(address, {"role": "admin"}).status_code == 403
    assert client.get(reverse("admin:accounts_invitation_renew", args=[invitation.pk])).status_code == 405
    assert client.get(reverse("admin:accounts_invitation_change", args=["x"])).status_code in {302, 404}


def test_what_is_gone_is_not_found(client: Client, staff: User) -> None:
    assert client.post(reverse("admin:accounts_invitation_revoke", args=[99])).status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_the_admin_pages_are_for_the_office(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.get(reverse(LIST)).status_code in {302, 403}
    assert client.post(reverse(ADD), LAN).status_code in {302, 403}
    assert not Invitation.objects.exists()
