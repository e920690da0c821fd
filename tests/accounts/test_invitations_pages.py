"""The pages behind an invitation's link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import invitation_mail, invitations
from accounts.enums import Role
from accounts.models import Invitation, User
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
NEW = {"name": "Cô Lan", "password": "nhac-cu-moi-2026"}


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["language"] = "en"


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN, name="Ông Nam")


@pytest.fixture
def guest_link(admin: User) -> str:
    link = invitations.invite_guest(by=admin, name="Buổi học thử", leads_to="/rooms/", most_uses=1)[1]
    return link.removeprefix("http://localhost:8000")


@pytest.fixture
def staff_link(admin: User, mailoutbox: list[Any]) -> str:
    """The link in the e-mail to lan@school.test."""
    invitation = invitations.invite_colleague(email="lan@school.test", role=Role.STAFF, by=admin)
    assert invitation_mail.send(invitation)
    found = re.search(r"http://localhost:8000(\S+)", mailoutbox[-1].body)
    assert found
    return found[1]


def test_the_page_says_who_invites_to_what(client: Client, guest_link: str) -> None:
    response = client.get(guest_link)
    page = response.content.decode()

    assert "Buổi học thử" in page
    assert "Ông Nam invites you" in page
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_previews_of_messengers_use_nothing_up_and_get_no_session(client: Client, guest_link: str) -> None:
    for _bot in range(3):
        assert client.get(guest_link, headers={"user-agent": "facebookexternalhit/1.1"}).status_code == 200
        assert client.head(guest_link).status_code == 200

    assert Invitation.objects.get().uses == 0
    assert "sessionid" not in client.cookies
    assert User.objects.filter(is_guest=True).count() == 0


def test_a_guest_enters_a_name_and_is_in(client: Client, guest_link: str) -> None:
    response = client.post(f"{guest_link}guest/", {"name": " Bé  An "})

    guest = User.objects.get(is_guest=True)
    assert (response.status_code, response.headers["Location"]) == (302, "/rooms/")
    assert (guest.name, client.session["_auth_user_id"]) == ("Bé An", str(guest.pk))
    assert client.session.get_expiry_date() == guest.expires_at


def test_a_guest_without_a_page_to_go_to_is_greeted_on_their_account(client: Client, admin: User) -> None:
    link = invitations.invite_guest(by=admin, name="Buổi học thử")[1].removeprefix("http://localhost:8000")
    client.cookies["language"] = "en"
    page = client.post(f"{link}guest/", {"name": "Bé An"}, follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/"
    assert "Buổi học thử · Welcome, Bé An. You are a guest here until" in page.content.decode()


def test_a_guest_keeps_the_language_and_the_colours_of_the_page(client: Client, guest_link: str) -> None:
    client.cookies["theme"] = "dark"
    client.post(f"{guest_link}guest/", {"name": "Bé An"})

    profile = User.objects.get(is_guest=True).profile
    assert (profile.language, profile.theme) == ("en", "dark")


def test_the_session_key_changes_when_a_guest_comes_in(client: Client, guest_link: str) -> None:
    client.session.save()
    before = client.session.session_key
    client.post(f"{guest_link}guest/", {"name": "Bé An"})

    assert client.session.session_key != before


@pytest.mark.parametrize("name", ["", "   ", "123", "A" * 81, "\u202e"])
def test_a_guest_without_a_usable_name_is_asked_for_one(client: Client, guest_link: str, name: str) -> None:
    response = client.post(f"{guest_link}guest/", {"name": name})

    assert response.status_code == 200
    assert 'href="#id_name"' in response.content.decode()
    assert Invitation.objects.get().uses == 0


def test_an_answered_form_may_be_reloaded(client: Client, guest_link: str) -> None:
    assert client.get(f"{guest_link}guest/").headers["Location"] == guest_link


def test_whoever_is_signed_in_goes_on_as_who_they_are(client: Client, guest_link: str) -> None:
    client.force_login(factories.user(Role.TEACHER, name="Cô Hà"))
    assert "You are signed in as Cô Hà" in client.get(guest_link).content.decode()

    assert client.post(f"{guest_link}guest/").headers["Location"] == "/rooms/"
    assert User.objects.filter(is_guest=True).count() == 0


def test_a_guest_who_presses_the_same_link_again_is_let_in_and_uses_no_place(client: Client, guest_link: str) -> None:
    client.post(f"{guest_link}guest/", {"name": "Bé An"})

    for again in (client.get(guest_link), client.post(f"{guest_link}guest/")):
        assert (again.status_code, again.headers["Location"]) == (302, "/rooms/")
    assert Invitation.objects.get().uses == 1
    assert Client().get(guest_link).status_code == 404


def test_an_account_goes_on_by_a_link_that_others_have_used_up_since(client: Client, guest_link: str) -> None:
    client.force_login(factories.user(Role.TEACHER))
    client.post(f"{guest_link}guest/")
    Client().post(f"{guest_link}guest/", {"name": "Bé An"})

    assert client.get(guest_link).headers["Location"] == "/rooms/"
    client.logout()
    assert client.get(guest_link).status_code == 404


def test_a_guest_who_follows_a_second_link_stays_one_guest(client: Client, admin: User, guest_link: str) -> None:
    client.post(f"{guest_link}guest/", {"name": "Bé An"})
    longer = invitations.invite_guest(by=admin, lasts=timedelta(days=9))[1]
    client.post(f"{longer}guest/")

    guest = User.objects.get(is_guest=True)
    assert guest.expires_at
    assert guest.expires_at > clock.now() + timedelta(days=8)
    assert client.session.get_expiry_date() == guest.expires_at


@pytest.mark.parametrize("change", [{"revoked_at": clock.now()}, {"expires_at": clock.now()}, {"uses": 1}, None])
def test_every_link_that_does_not_work_gets_the_same_calm_page(
    client: Client, guest_link: str, change: dict[str, Any] | None
) -> None:
    unknown = re.sub(r"<input[^>]*csrf[^>]*>", "", client.get("/accounts/invite/unknown/").content.decode())
    if change:
        Invitation.objects.update(**change)
        page = client.get(guest_link)
        assert (page.status_code, "This link no longer works" in page.content.decode()) == (404, True)
        there = page.content.decode().replace(guest_link, "/accounts/invite/unknown/")
        assert len(re.sub(r"<input[^>]*csrf[^>]*>", "", there)) == len(unknown)
    assert client.post("/accounts/invite/unknown/guest/", {"name": "Bé An"}).status_code == 404


def test_trying_links_is_slowed_down_but_a_good_one_still_opens(client: Client, guest_link: str) -> None:
    answers = {client.get(f"/accounts/invite/guess-{n}/").status_code for n in range(31)}

    assert answers == {404, 429}
    assert client.get(guest_link).status_code == 200


def test_a_new_colleague_is_led_to_the_second_factor(client: Client, staff_link: str) -> None:
    page = client.get(staff_link).content.decode()
    assert all(words in page for words in ("lan@school.test", "Office staff", "Ông Nam"))

    response = client.post(f"{staff_link}join/", NEW)
    assert response.headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index"), follow=True).status_code == 200


def test_a_new_teacher_comes_to_the_front_page(client: Client, admin: User, mailoutbox: list[Any]) -> None:
    invitation_mail.send(invitations.invite_colleague(email="ha@school.test", role=Role.TEACHER, by=admin))
    link = re.search(r"http://localhost:8000(\S+)", mailoutbox[-1].body)
    assert link
    assert client.post(f"{link[1]}join/", NEW).headers["Location"] == "/"


@pytest.mark.parametrize("password", ["", "short", "password1234", "lan@school.test", "Cô Lan"])
def test_a_password_that_others_would_guess_is_refused_at_its_box(
    client: Client, staff_link: str, password: str
) -> None:
    response = client.post(f"{staff_link}join/", NEW | {"password": password})

    assert 'id="id_password_error"' in response.content.decode()
    assert not User.objects.filter(email="lan@school.test").exists()


def test_the_owner_of_an_account_must_sign_in_first(client: Client, staff_link: str) -> None:
    person = factories.user(Role.TEACHER, email="lan@school.test")
    page = client.get(staff_link).content.decode()
    refused = client.post(f"{staff_link}join/", NEW)

    assert f'href="/accounts/login/?next={staff_link}"' in page
    assert 'name="password"' not in page
    assert refused.status_code == 409
    person.refresh_from_db()
    assert person.check_password("lesson-piano")


def test_the_owner_sees_what_changes_and_takes_it(client: Client, staff_link: str) -> None:
    person = factories.user(Role.TEACHER, email="lan@school.test")
    client.force_login(person)
    assert "from Teacher to Office staff" in client.get(staff_link).content.decode()

    assert client.post(f"{staff_link}accept/").headers["Location"] == reverse("mfa_index")
    person.refresh_from_db()
    assert person.role == Role.STAFF


def test_somebody_else_is_told_which_account_it_is_for(client: Client, staff_link: str) -> None:
    stranger = factories.user(Role.TEACHER)
    client.force_login(stranger)
    page = client.get(staff_link).content.decode()

    assert f"You are signed in as {stranger.email}" in page
    assert f"{staff_link}accept/" not in page
    assert client.post(f"{staff_link}accept/").status_code == 409


def test_a_role_that_is_held_already_changes_nothing(client: Client, staff_link: str) -> None:
    client.force_login(factories.user(Role.ADMIN, email="lan@school.test"))
    assert "You have this role already" in client.get(staff_link).content.decode()


def test_accepting_without_being_signed_in_leads_back_to_the_page(client: Client, staff_link: str) -> None:
    assert client.post(f"{staff_link}accept/").headers["Location"] == staff_link


def test_links_leave_no_trace_in_the_log(
    client: Client, guest_link: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    client.get(guest_link)
    client.post(f"{guest_link}guest/", {"name": "Bé An"})

    logged = caplog.text + "".join(capsys.readouterr())
    assert "accounts/invite/<str:token>/" in logged
    assert guest_link.split("/")[3] not in logged
    assert "Bé An" not in logged
