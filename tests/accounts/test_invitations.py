"""Making, renewing and revoking invitations."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from accounts import acceptance, invitations
from accounts.enums import InvitationKind, InvitationState, Role
from accounts.models import Invitation, Profile, User
from accounts.people import Refused
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def teacher() -> User:
    return factories.user(Role.TEACHER, name="Cô Hà")


@pytest.fixture
def staff() -> User:
    return factories.user(Role.STAFF)


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN)


def token(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def colleague(by: User, **given: Any) -> Invitation:
    return invitations.invite_colleague(**{"email": "lan@school.test", "role": Role.TEACHER, **given}, by=by)


def test_the_link_is_whole_and_its_token_is_stored_nowhere(teacher: User) -> None:
    invitation, link = invitations.invite_guest(by=teacher, name="Buổi học thử")

    assert link.startswith("http://localhost:8000/accounts/invite/")
    assert token(link) not in str(Invitation.objects.values().get())
    assert acceptance.standing(token(link)) == invitation


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STAFF, Role.ADMIN])
def test_teachers_and_the_office_invite_guests(role: Role) -> None:
    assert invitations.invite_guest(by=factories.user(role))[0].state == InvitationState.WAITING


def test_students_and_people_who_left_invite_nobody(teacher: User) -> None:
    gone = factories.user(Role.TEACHER, is_active=False)
    for person in (factories.user(), gone):
        with pytest.raises(Refused):
            invitations.invite_guest(by=person)


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "rooms/", "", "/a\nb"])
def test_a_guest_link_leads_to_this_site_only(teacher: User, path: str) -> None:
    with pytest.raises(Refused):
        invitations.invite_guest(by=teacher, leads_to=path)


def test_a_path_that_no_row_could_hold_is_refused(teacher: User) -> None:
    with pytest.raises(Refused):
        invitations.invite_guest(by=teacher, leads_to="/" + "a" * 200)


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=-1), timedelta(days=366)])
def test_a_guest_link_ends_within_a_year(teacher: User, lasts: timedelta) -> None:
    with pytest.raises(Refused):
        invitations.invite_guest(by=teacher, lasts=lasts)


@pytest.mark.parametrize("uses", [0, -1, 501])
def test_the_number_of_guests_has_bounds(teacher: User, uses: int) -> None:
    with pytest.raises(Refused):
        invitations.invite_guest(by=teacher, most_uses=uses)


def test_a_colleague_is_invited_for_seven_days_and_once(staff: User) -> None:
    invitation = colleague(staff, email="  LAN@School.test ", name="Cô Lan")

    assert (invitation.email, invitation.name, invitation.role) == ("lan@school.test", "Cô Lan", Role.TEACHER)
    assert (invitation.most_uses, invitation.language) == (1, "vi")
    assert timedelta(days=6) < invitation.expires_at - clock.now() <= timedelta(days=7)
    assert invitation in Invitation.objects.waiting_for_mail()


@pytest.mark.parametrize(
    ("by", "role"), [(Role.STAFF, Role.ADMIN), (Role.TEACHER, Role.STUDENT), (Role.STUDENT, "student")]
)
def test_nobody_invites_above_their_rank(by: Role, role: str) -> None:
    with pytest.raises(Refused):
        colleague(factories.user(by), role=role)


@pytest.mark.parametrize("email", ["", "lan", "lan@", "a b@school.test", f"{'a' * 250}@school.test"])
def test_what_is_no_address_is_refused(staff: User, email: str) -> None:
    with pytest.raises(Refused):
        colleague(staff, email=email)


def test_whoever_has_the_role_already_is_not_invited_to_it(staff: User) -> None:
    factories.user(Role.TEACHER, email="lan@school.test")
    with pytest.raises(Refused, match="already"):
        colleague(staff)


def test_somebody_with_a_lower_role_is_invited_in_their_own_language(admin: User) -> None:
    person = factories.user(Role.TEACHER, email="lan@school.test")
    Profile.objects.create(user=person, language="en")

    assert colleague(admin, role=Role.STAFF).language == "en"


def test_an_account_that_was_put_away_is_opened_in_the_list_instead(staff: User) -> None:
    factories.user(email="lan@school.test", is_active=False)
    with pytest.raises(Refused, match="list of users"):
        colleague(staff)


def test_a_second_invitation_ends_the_first(staff: User) -> None:
    first, second = colleague(staff), colleague(staff)
    first.refresh_from_db()

    assert (first.state, second.state) == (InvitationState.REVOKED, InvitationState.WAITING)


def test_staff_cannot_replace_the_invitation_of_an_administrator(staff: User, admin: User) -> None:
    first = colleague(admin, role=Role.ADMIN)
    with pytest.raises(Refused):
        colleague(staff)

    first.refresh_from_db()
    assert first.state == InvitationState.WAITING


def test_renewing_gives_seven_days_and_kills_the_old_link(staff: User) -> None:
    old = colleague(staff)
    Invitation.objects.update(expires_at=clock.now() - timedelta(hours=1), mail_due_at=None)
    new = invitations.renew(old, by=factories.user(Role.STAFF))

    assert new.token_digest != old.token_digest
    assert new.state == InvitationState.WAITING
    assert new in Invitation.objects.waiting_for_mail()


def test_what_has_ended_is_not_renewed(staff: User) -> None:
    guests, _link = invitations.invite_guest(by=staff)
    revoked = invitations.revoke(colleague(staff), by=staff)
    for invitation in (guests, revoked):
        with pytest.raises(Refused):
            invitations.renew(invitation, by=staff)


def test_revoking_twice_keeps_the_first_time(staff: User) -> None:
    first = invitations.revoke(colleague(staff), by=staff)

    assert invitations.revoke(first, by=staff).revoked_at == first.revoked_at
    assert not Invitation.objects.waiting_for_mail().exists()


def test_teachers_revoke_their_own_links_only(teacher: User, staff: User) -> None:
    own, _link = invitations.invite_guest(by=teacher)
    foreign, _link = invitations.invite_guest(by=staff)

    assert invitations.revoke(own, by=teacher).state == InvitationState.REVOKED
    with pytest.raises(Refused):
        invitations.revoke(foreign, by=teacher)


def test_staff_revoke_the_links_of_everybody_up_to_their_rank(teacher: User, staff: User, admin: User) -> None:
    link, _address = invitations.invite_guest(by=teacher)
    above = colleague(admin, role=Role.ADMIN)

    assert invitations.revoke(link, by=staff).revoked_at
    with pytest.raises(Refused):
        invitations.revoke(above, by=staff)


def test_the_state_in_words_and_the_question_to_the_database_agree(teacher: User) -> None:
    past, now = clock.now() - timedelta(days=1), clock.now()
    states: list[dict[str, Any]] = [{}, {"expires_at": past}, {"revoked_at": now}, {"most_uses": 2, "uses": 2}]
    for changes in states:
        made, _link = invitations.invite_guest(by=teacher)
        Invitation.objects.filter(pk=made.pk).update(**changes)

    found = {row.state for row in Invitation.objects.open()}
    assert found == {InvitationState.WAITING}
    assert [row.state for row in Invitation.objects.order_by("pk")][1:] == ["expired", "revoked", "used-up"]


def test_history_knows_the_invitation_but_not_its_link(staff: User) -> None:
    invitation = colleague(staff)
    invitations.revoke(invitation, by=staff)
    columns = {field.name for field in Invitation.pgh_event_models["update"]._meta.fields}  # type: ignore[attr-defined]  # pghistory adds it

    assert "revoked_at" in columns
    assert "token_digest" not in columns
    assert Invitation.objects.get().kind == InvitationKind.ACCOUNT
