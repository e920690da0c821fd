"""Accepting an invitation: what it makes, and what it never does."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts import acceptance, invitation_mail, invitations
from accounts.enums import InvitationState, Role
from accounts.models import Invitation, User
from accounts.people import Refused
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN, name="Ông Nam")


def guest_token(by: User, **given: Any) -> str:
    return invitations.invite_guest(by=by, **given)[1].rstrip("/").rsplit("/", 1)[1]


def account_token(by: User, mailoutbox: list[Any], **given: Any) -> str:
    """Invites, and reads the link from the e-mail."""
    invitation = invitations.invite_colleague(**{"email": "lan@school.test", "role": Role.STAFF, **given}, by=by)
    assert invitation_mail.send(invitation)
    return str(
        next(line for line in mailoutbox[-1].body.splitlines() if "/invite/" in line).rstrip("/").rsplit("/")[-1]
    )


def test_a_guest_has_a_name_an_end_and_nothing_else(admin: User) -> None:
    guest, invitation = acceptance.as_guest(guest_token(admin, lasts=timedelta(days=3)), name="Bé An")

    assert (guest.name, guest.is_guest, guest.role, guest.email) == ("Bé An", True, Role.STUDENT, None)
    assert guest.expires_at == invitation.expires_at
    assert not guest.has_usable_password()


def test_whoever_comes_in_the_last_minute_still_has_a_day(admin: User) -> None:
    guest, _invitation = acceptance.as_guest(guest_token(admin, lasts=timedelta(minutes=1)), name="Bé An")

    assert guest.expires_at
    assert timedelta(hours=23) < guest.expires_at - clock.now() <= timedelta(days=1)


def test_each_guest_uses_the_link_once(admin: User) -> None:
    token = guest_token(admin, most_uses=2)
    for name in ("Một", "Hai"):
        acceptance.as_guest(token, name=name)

    with pytest.raises(acceptance.Closed):
        acceptance.as_guest(token, name="Ba")
    assert not User.objects.filter(name="Ba").exists()


def test_looking_uses_nothing_up(admin: User) -> None:
    token = guest_token(admin, most_uses=1)
    for _preview in range(5):
        acceptance.standing(token)

    assert Invitation.objects.get().uses == 0


@pytest.mark.parametrize(
    "change", [{"revoked_at": clock.now()}, {"expires_at": clock.now()}, {"most_uses": 1, "uses": 1}]
)
def test_a_link_that_has_ended_and_an_unknown_one_are_the_same(admin: User, change: dict[str, Any]) -> None:
    token = guest_token(admin)
    Invitation.objects.update(**change)

    for tried in (token, "unknown", ""):
        with pytest.raises(acceptance.Closed):
            acceptance.standing(tried)


def test_links_of_somebody_who_left_the_school_are_dead() -> None:
    teacher = factories.user(Role.TEACHER)
    token = guest_token(teacher)
    User.objects.filter(pk=teacher.pk).update(is_active=False)

    with pytest.raises(acceptance.Closed):
        acceptance.as_guest(token, name="Bé An")


def test_an_invitation_dies_with_the_rank_of_whoever_made_it(admin: User, mailoutbox: list[Any]) -> None:
    token = account_token(admin, mailoutbox)
    factories.user(Role.ADMIN)
    User.objects.filter(pk=admin.pk).update(role=Role.TEACHER)

    with pytest.raises(acceptance.Closed):
        acceptance.as_new(token, name="Lan", password="nhac-cu-moi-2026")


def test_an_account_that_follows_a_guest_link_stays_what_it_is(admin: User) -> None:
    teacher = factories.user(Role.TEACHER)
    token = guest_token(admin, most_uses=1)
    acceptance.as_oneself(token, user=teacher)

    teacher.refresh_from_db()
    assert (teacher.role, teacher.is_guest) == (Role.TEACHER, False)
    assert Invitation.objects.get().uses == 0


def test_a_guest_stays_longer_by_a_second_link(admin: User) -> None:
    guest, _first = acceptance.as_guest(guest_token(admin, lasts=timedelta(days=1)), name="Bé An")
    second = acceptance.as_oneself(guest_token(admin, lasts=timedelta(days=9)), user=guest)

    guest.refresh_from_db()
    assert guest.expires_at == second.expires_at
    assert User.objects.filter(is_guest=True).count() == 1


def test_a_shorter_link_takes_no_time_from_a_guest(admin: User) -> None:
    guest, first = acceptance.as_guest(guest_token(admin, lasts=timedelta(days=9)), name="Bé An")
    acceptance.as_oneself(guest_token(admin, lasts=timedelta(days=1)), user=guest)

    guest.refresh_from_db()
    assert guest.expires_at == first.expires_at


def test_a_colleague_gets_the_role_a_proven_address_and_the_grace_of_the_office(
    admin: User, mailoutbox: list[Any]
) -> None:
    person = acceptance.as_new(account_token(admin, mailoutbox), name="Cô Lan", password="nhac-cu-moi-2026")

    assert (person.email, person.role, person.is_staff) == ("lan@school.test", Role.STAFF, True)
    assert person.check_password("nhac-cu-moi-2026")
    assert person.office_since
    assert person.email_verified_at
    assert EmailAddress.objects.get(user=person).verified


def test_an_invitation_makes_one_account(admin: User, mailoutbox: list[Any]) -> None:
    token = account_token(admin, mailoutbox)
    person = acceptance.as_new(token, name="Cô Lan", password="nhac-cu-moi-2026")

    with pytest.raises(acceptance.Closed):
        acceptance.as_new(token, name="Ai đó", password="nhac-cu-moi-2026")
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, person)


def test_a_guest_link_makes_no_account_and_an_account_link_no_guest(admin: User, mailoutbox: list[Any]) -> None:
    with pytest.raises(acceptance.Closed):
        acceptance.as_new(guest_token(admin), name="Lan", password="nhac-cu-moi-2026")
    with pytest.raises(acceptance.Closed):
        acceptance.as_guest(account_token(admin, mailoutbox), name="Lan")
    with pytest.raises(acceptance.Closed):
        acceptance.as_oneself(account_token(admin, mailoutbox), user=admin)


def test_an_imported_account_is_opened_by_the_link(admin: User, mailoutbox: list[Any]) -> None:
    imported = User.objects.create_user("lan@school.test", None, name="Lan", role=Role.TEACHER)
    person = acceptance.as_new(account_token(admin, mailoutbox), name="Cô Lan", password="nhac-cu-moi-2026")

    imported.refresh_from_db()
    assert person.pk == imported.pk
    assert (imported.name, imported.role) == ("Cô Lan", Role.STAFF)
    assert imported.check_password("nhac-cu-moi-2026")
    assert imported.email_verified_at


def test_the_password_of_an_account_in_use_is_never_set_by_a_link(admin: User, mailoutbox: list[Any]) -> None:
    person = factories.user(Role.TEACHER, email="lan@school.test")
    with pytest.raises(Refused):
        acceptance.as_new(account_token(admin, mailoutbox), name="Ai đó", password="nhac-cu-moi-2026")

    person.refresh_from_db()
    assert person.check_password("lesson-piano")
    assert person.role == Role.TEACHER


def test_an_account_switched_off_meanwhile_is_not_opened_again(admin: User, mailoutbox: list[Any]) -> None:
    token = account_token(admin, mailoutbox)
    User.objects.create_user("lan@school.test", None, name="Lan", is_active=False)

    with pytest.raises(acceptance.Closed):
        acceptance.as_new(token, name="Lan", password="nhac-cu-moi-2026")


def test_the_owner_takes_the_higher_role(admin: User, mailoutbox: list[Any]) -> None:
    person = factories.user(Role.TEACHER, email="lan@school.test")
    token = account_token(admin, mailoutbox)
    assert acceptance.owner(acceptance.standing(token)) == person
    acceptance.as_colleague(token, user=person)

    person.refresh_from_db()
    assert (person.role, person.office_since is not None) == (Role.STAFF, True)
    assert Invitation.objects.get().state == InvitationState.ACCEPTED


def test_a_role_is_never_lowered(admin: User, mailoutbox: list[Any]) -> None:
    person = factories.user(Role.STUDENT, email="lan@school.test")
    token = account_token(admin, mailoutbox, role=Role.TEACHER)
    User.objects.filter(pk=person.pk).update(role=Role.ADMIN)
    person.refresh_from_db()
    acceptance.as_colleague(token, user=person)

    person.refresh_from_db()
    assert person.role == Role.ADMIN


def test_somebody_else_cannot_take_the_role(admin: User, mailoutbox: list[Any]) -> None:
    stranger = factories.user(Role.STUDENT)
    with pytest.raises(Refused):
        acceptance.as_colleague(account_token(admin, mailoutbox), user=stranger)

    stranger.refresh_from_db()
    assert stranger.role == Role.STUDENT
    assert Invitation.objects.get().state == InvitationState.WAITING
