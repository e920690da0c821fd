"""Links into a room, and accounts that need none, on the hosts' pages."""

from datetime import timedelta
from typing import Any

import pytest
import segno
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from rooms import invites
from rooms.enums import PeerRole
from rooms.models import Lesson, Room, RoomInvite, RoomMember, RoomPeer
from school import clock
from tests import factories
from tests.rooms.people import guest

pytestmark = pytest.mark.django_db
WANTED = {"role": PeerRole.OBSERVER, "lasts": "2", "is_single_use": "on"}


@pytest.fixture
def room(teacher: User) -> Room:
    return factories.room(host=teacher, title="Bảo An", slug="bao-an-7k3f")


@pytest.fixture
def made(room: Room, teacher: User) -> tuple[RoomInvite, str]:
    return invites.make(room, by=teacher)


def test_a_link_is_made_as_it_is_wanted(browser: Client, room: Room) -> None:
    response = browser.post(f"/rooms/{room.slug}/links/", WANTED)

    invite = RoomInvite.objects.select_related("invitation").get()
    assert response.headers["Location"] == f"/rooms/{room.slug}/links/{invite.pk}/"
    assert (invite.role, invite.invitation.most_uses) == (PeerRole.OBSERVER, 1)
    assert timedelta(0) < invite.invitation.expires_at - clock.now() <= timedelta(hours=2)


def test_one_press_makes_a_link_for_a_day(browser: Client, room: Room) -> None:
    browser.post(f"/rooms/{room.slug}/links/today/", {"next": "/rooms/"})

    invitation = RoomInvite.objects.select_related("invitation").get().invitation
    assert timedelta(hours=23) < invitation.expires_at - clock.now() <= timedelta(days=1)


@pytest.mark.parametrize("wrong", [{"role": "host"}, {"lasts": "99"}, {"lasts": ""}])
def test_a_link_that_cannot_be_is_refused_at_its_field(browser: Client, room: Room, wrong: dict[str, Any]) -> None:
    response = browser.post(f"/rooms/{room.slug}/links/", WANTED | wrong)

    assert response.status_code == 400
    assert "field--error" in response.content.decode()
    assert not RoomInvite.objects.exists()


def test_a_links_page_shows_it_with_words_that_name_no_child(browser: Client, made: tuple[RoomInvite, str]) -> None:
    invite, address = made
    page = browser.get(f"/rooms/bao-an-7k3f/links/{invite.pk}/").content.decode()
    words = page[page.index("<textarea") : page.index("</textarea>")]

    assert f'value="{address}"' in page
    assert address in words
    assert "Cô Hà invites you" in words
    assert "Bảo An" not in words


def test_the_code_is_the_link_and_can_be_downloaded(browser: Client, made: tuple[RoomInvite, str]) -> None:
    invite, address = made
    shown = browser.get(f"/rooms/bao-an-7k3f/links/{invite.pk}/qr.svg")
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=8, border=4, dark="#000", light="#fff")

    assert shown.headers["Content-Type"] == "image/svg+xml"
    assert drawn[drawn.index("<path") :].split("</svg>")[0] in shown.content.decode()
    saved = browser.get(f"/rooms/bao-an-7k3f/links/{invite.pk}/qr.svg?download")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="bao-an-7k3f.svg"'


def test_a_link_is_revoked_and_can_no_longer_be_shown(browser: Client, made: tuple[RoomInvite, str]) -> None:
    invite, address = made
    page = f"/rooms/bao-an-7k3f/links/{invite.pk}/"
    browser.post(f"{page}revoke/")

    assert browser.get(page).headers["Location"] == "/rooms/bao-an-7k3f/"
    assert browser.get(f"{page}qr.svg").status_code == 404
    assert Client().get(address.removeprefix("http://localhost:8000")).status_code == 404


def test_a_link_of_another_room_is_not_found(browser: Client, made: tuple[RoomInvite, str], teacher: User) -> None:
    other = factories.room(host=teacher)

    assert browser.get(f"/rooms/{other.slug}/links/{made[0].pk}/").status_code == 404
    assert browser.post(f"/rooms/{other.slug}/links/{made[0].pk}/revoke/").status_code == 404


def test_messengers_show_what_the_link_is_and_name_nobody(client: Client, made: tuple[RoomInvite, str]) -> None:
    client.cookies["language"] = "en"
    page = client.get(made[1].removeprefix("http://localhost:8000")).content.decode()
    head = page[: page.index("</head>")]

    assert "Invitation to an online piano lesson · " in head
    assert 'property="og:image"' in head
    assert "Bảo An" not in head


def test_an_account_needs_no_link(browser: Client, room: Room) -> None:
    student = factories.user(name="Nguyễn Bảo An")
    browser.post(f"/rooms/{room.slug}/members/", {"person": str(student.email).upper()})

    assert RoomMember.objects.get(room=room).user == student
    page = browser.get(f"/rooms/{room.slug}/").content.decode()
    assert "Nguyễn Bảo An" in page
    assert f'value="http://testserver/r/{room.slug}/"' in page


@pytest.mark.parametrize("typed", ["", "nobody@school.test", "no address"])
def test_an_account_that_is_not_there_is_refused(browser: Client, room: Room, typed: str) -> None:
    response = browser.post(f"/rooms/{room.slug}/members/", {"person": typed})

    assert response.status_code == 400
    assert "field--error" in response.content.decode()


def test_the_right_is_taken_away_again(browser: Client, room: Room) -> None:
    member = RoomMember.objects.create(room=room, user=factories.user())
    browser.post(f"/rooms/{room.slug}/members/{member.pk}/remove/")

    assert not RoomMember.objects.exists()


def test_a_ban_is_lifted_on_the_rooms_page(browser: Client, room: Room) -> None:
    link, other = invites.make(room, by=room.host)[0], factories.room()
    banned = RoomMember.objects.create(room=room, user=guest("Mẹ Bảo An"), invite=link, banned_at=clock.now())
    address = f"/rooms/{room.slug}/members/{banned.pk}/unban/"
    page = browser.get(f"/rooms/{room.slug}/").content.decode()

    assert ("Mẹ Bảo An" in page, f'action="{address}"' in page) == (True, True)
    assert browser.post(f"/rooms/{other.slug}/members/{banned.pk}/unban/").status_code == 404
    assert "Mẹ Bảo An" in browser.post(address, follow=True).content.decode()
    banned.refresh_from_db()
    assert banned.banned_at is None
    assert browser.post(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_a_room_ask_as_often_for_one_row_as_for_three(
    browser: Client, room: Room, teacher: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        invites.make(room, by=teacher)
        member = RoomMember.objects.create(room=room, user=factories.user())
        lesson = Lesson.objects.create(room=room, ended_at=clock.now(), ended_reason="idle")
        RoomPeer.objects.create(room=room, lesson=lesson, user=member.user, display_name="An", status="left")
    browser.get(f"/rooms/{room.slug}/")
    with django_assert_num_queries(9):
        browser.get(f"/rooms/{room.slug}/")
    with django_assert_num_queries(5):
        browser.get(f"/rooms/{room.slug}/lessons/")
