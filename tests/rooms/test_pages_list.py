"""A host's list of rooms."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from rooms import invites
from rooms.enums import ClosedReason, PeerRole, RoomStatus
from rooms.models import Room, RoomKnock, RoomMember, RoomPeer
from school import clock
from tests import factories
from tests.rooms.pages import signed_in

pytestmark = pytest.mark.django_db


def closed(host: User, **fields: Any) -> Room:
    return factories.room(
        host=host, status=RoomStatus.CLOSED, closed_reason=ClosedReason.IDLE, closed_at=clock.now(), **fields
    )


def busy(host: User) -> Room:
    """An open room with somebody inside, somebody in the lobby, and a link."""
    room = factories.room(host=host)
    RoomPeer.objects.create(room=room, user=factories.user(), display_name="Bảo An")
    RoomKnock.objects.create(room=room, user=factories.user(), display_name="Khoa")
    invites.make(room, by=host)
    return room


def test_the_list_says_who_is_inside_and_who_waits(browser: Client, teacher: User) -> None:
    busy(teacher)
    page = browser.get("/rooms/").content.decode()

    assert all(words in page for words in ("Bảo An", "Khoa", "Let in", "Turn away", "1 person waits in the lobby"))


def test_the_link_that_works_stands_ready_to_be_copied(browser: Client, teacher: User) -> None:
    room = factories.room(host=teacher)
    address = invites.make(room, by=teacher)[1]

    assert f'value="{address}"' in browser.get("/rooms/").content.decode()


def test_the_link_on_the_card_is_one_for_students(browser: Client, teacher: User) -> None:
    room = factories.room(host=teacher)
    address = invites.make(room, by=teacher)[1]
    observers = invites.make(room, role=PeerRole.OBSERVER, by=teacher)[1]
    page = browser.get("/rooms/").content.decode()

    assert address in page
    assert observers not in page


def test_without_a_link_that_works_there_is_a_button_for_one(browser: Client, teacher: User) -> None:
    room = factories.room(host=teacher)
    revoked, address = invites.make(room, by=teacher)
    invites.revoke(revoked, by=teacher)
    page = browser.get("/rooms/").content.decode()

    assert address not in page
    assert f'action="/rooms/{room.slug}/links/today/"' in page


def test_a_teacher_comes_to_their_rooms_after_signing_in(client: Client, teacher: User) -> None:
    response = client.post("/accounts/login/", {"login": teacher.email, "password": "lesson-piano"})

    assert response.headers["Location"] == "/rooms/"
    assert 'href="/rooms/" aria-current="page"' in client.get("/rooms/").content.decode()


def test_rooms_of_others_are_not_seen(browser: Client) -> None:
    other = factories.room(title="Phòng cô Lan")
    hers = closed(other.host, title="Đã đóng")

    for address in ("/rooms/", "/rooms/closed/"):
        assert not any(room.title in browser.get(address).content.decode() for room in (other, hers))


def test_a_room_that_one_is_a_cohost_of_is_in_the_list_with_its_owner(browser: Client, teacher: User) -> None:
    room = factories.room(title="Lớp nhóm", host=factories.user(Role.TEACHER, name="Thầy Minh"))
    RoomMember.objects.create(room=room, user=teacher, role=PeerRole.HOST)
    page = browser.get("/rooms/").content.decode()

    assert "Lớp nhóm" in page
    assert "Thầy Minh" in page


def test_a_student_of_a_room_does_not_find_it_in_their_list() -> None:
    student, room = factories.user(), factories.room(title="Phòng cô Lan")
    RoomMember.objects.create(room=room, user=student)
    page = signed_in(student).get("/rooms/").content.decode()

    assert "Phòng cô Lan" not in page
    assert "Your teacher opens the room and sends you its link." in page


def test_closed_rooms_stand_apart_and_say_why(browser: Client, teacher: User) -> None:
    room = closed(teacher, title="Hôm qua")

    assert browser.get("/rooms/").content.decode().index("Closed lately") > 0
    page = browser.get("/rooms/closed/").content.decode()
    assert all(words in page for words in ("Hôm qua", "Nobody was there", f"/rooms/{room.slug}/reopen/"))


def test_rooms_that_are_put_away_are_in_no_list(browser: Client, teacher: User) -> None:
    closed(teacher, title="Cũ", archived_at=clock.now(), archive_reason="Cũ")

    assert "Cũ" not in browser.get("/rooms/").content.decode() + browser.get("/rooms/closed/").content.decode()


def test_the_lists_are_pages_by_keyset(browser: Client, teacher: User) -> None:
    for number in range(30):
        closed(teacher, title=f"Số {number:02}", opened_at=clock.now() - timedelta(hours=number))
    first = browser.get("/rooms/closed/")
    older = first.context["page"].older
    second = browser.get("/rooms/closed/", {"at": older})

    assert [room.title for room in second.context["page"].items] == [f"Số {number:02}" for number in range(25, 30)]


def test_another_persons_place_in_a_list_begins_anew(browser: Client, teacher: User) -> None:
    for _room in range(26):
        closed(teacher)
    older, mine = browser.get("/rooms/closed/").context["page"].older, closed(factories.user(Role.TEACHER))

    assert signed_in(mine.host).get("/rooms/closed/", {"at": older}).context["page"].items == [mine]


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_list_asks_as_often_for_one_room_as_for_three(
    browser: Client, teacher: User, rooms: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rooms):
        busy(teacher)
        closed(teacher)
    browser.get("/rooms/")
    with django_assert_num_queries(7):
        browser.get("/rooms/")
    with django_assert_num_queries(3):
        browser.get("/rooms/closed/")
