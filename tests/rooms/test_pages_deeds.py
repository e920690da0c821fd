"""What the buttons of a host do."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from rooms.enums import ClosedReason, KnockAnswer, PeerRole, RoomStatus
from rooms.models import Lesson, Room, RoomKnock, RoomMember, RoomPeer
from rooms.pages import attendance
from school import clock
from tests import factories
from tests.rooms.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(teacher: User) -> Room:
    return factories.room(host=teacher, title="Bảo An")


@pytest.fixture
def knock(room: Room) -> RoomKnock:
    student = factories.user()
    RoomMember.objects.create(room=room, user=student)
    return RoomKnock.objects.create(room=room, user=student, display_name="Bảo An")


def test_a_room_is_closed_and_opened_again_at_the_same_address(browser: Client, room: Room) -> None:
    browser.post(f"/rooms/{room.slug}/close/")
    room.refresh_from_db()
    assert (room.status, room.closed_reason) == (RoomStatus.CLOSED, ClosedReason.HOST_ENDED)

    browser.post(f"/rooms/{room.slug}/reopen/")
    room.refresh_from_db()
    assert (room.status, room.closed_reason) == (RoomStatus.OPEN, "")


def test_somebody_in_the_lobby_is_let_in(browser: Client, room: Room, knock: RoomKnock) -> None:
    browser.post(f"/rooms/{room.slug}/lobby/{knock.pk}/admit/")

    knock.refresh_from_db()
    assert knock.answer == KnockAnswer.ADMITTED


def test_somebody_in_the_lobby_is_turned_away(browser: Client, room: Room, knock: RoomKnock) -> None:
    browser.post(f"/rooms/{room.slug}/lobby/{knock.pk}/deny/")

    knock.refresh_from_db()
    assert knock.answer == KnockAnswer.DENIED


def test_a_refused_deed_says_why(browser: Client, room: Room, knock: RoomKnock) -> None:
    response = browser.post(f"/rooms/{room.slug}/lobby/999999999999999999999/admit/")

    assert response.headers["Location"] == f"/rooms/{room.slug}/"
    assert [str(said) for said in get_messages(response.wsgi_request)]


def test_a_room_is_put_away(browser: Client, room: Room) -> None:
    assert browser.post(f"/rooms/{room.slug}/archive/").headers["Location"] == "/rooms/"

    room.refresh_from_db()
    assert (room.is_archived, room.closed_reason) == (True, ClosedReason.HOST_ENDED)


def test_a_cohost_does_not_put_the_room_away(room: Room) -> None:
    colleague = factories.user(Role.TEACHER)
    RoomMember.objects.create(room=room, user=colleague, role=PeerRole.HOST)
    signed_in(colleague).post(f"/rooms/{room.slug}/archive/")

    room.refresh_from_db()
    assert not room.is_archived


def test_after_a_deed_one_is_where_the_button_stood(browser: Client, room: Room) -> None:
    for wanted, leads in (
        ("/r/x/", "/r/x/"),
        ("//evil.example/", f"/rooms/{room.slug}/"),
        ("", f"/rooms/{room.slug}/"),
    ):
        response = browser.post(f"/rooms/{room.slug}/reopen/", {"next": wanted})
        assert response.headers["Location"] == leads


DEEDS = ["close", "reopen", "archive", "lobby/1/admit", "lobby/1/deny", "links", "links/today", "links/1/revoke"]
DEEDS += ["members", "members/1/remove", "members/1/unban"]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_stranger_finds_no_room_and_looking_does_nothing(browser: Client, room: Room, deed: str) -> None:
    stranger = signed_in(factories.user(Role.STAFF))

    assert stranger.post(f"/rooms/{room.slug}/{deed}/").status_code == 404
    assert browser.get(f"/rooms/{room.slug}/{deed}/").status_code == 405


@pytest.mark.parametrize("page", ["", "edit/", "lessons/", "links/1/", "links/1/qr.svg"])
def test_pages_of_a_room_are_for_its_hosts(room: Room, page: str) -> None:
    assert signed_in(factories.user(Role.TEACHER)).get(f"/rooms/{room.slug}/{page}").status_code == 404
    assert signed_in(factories.user()).get(f"/rooms/{room.slug}/{page}").status_code == 403


def test_a_lesson_says_how_long_it_was_and_who_was_there_when(teacher: User, room: Room) -> None:
    began = clock.now() - timedelta(hours=1)
    lesson = Lesson.objects.create(
        room=room, began_at=began, ended_at=began + timedelta(minutes=44), ended_reason=ClosedReason.HOST_ENDED
    )
    stay = {"room": room, "lesson": lesson, "status": "left", "user": teacher, "display_name": "Cô Hà", "is_host": True}
    for first, last in ((0, 10), (11, 20), (25, 44)):
        moments = {"joined_at": began + timedelta(minutes=first), "last_seen_at": began + timedelta(minutes=last)}
        RoomPeer.objects.create(**stay | moments)
    read = attendance.attended(lesson, lesson.stays.order_by("joined_at"))

    assert (read.minutes, [person.name for person in read.people]) == (44, ["Cô Hà"])
    assert [(stay.ended_at - stay.began_at).seconds // 60 for stay in read.people[0].stays if stay.ended_at] == [20, 19]


def test_a_lesson_that_goes_on_has_people_without_an_end(browser: Client, teacher: User, room: Room) -> None:
    lesson = Lesson.objects.create(room=room)
    RoomPeer.objects.create(room=room, lesson=lesson, user=teacher, display_name="Cô Hà", is_host=True)
    page = browser.get(f"/rooms/{room.slug}/lessons/").content.decode()

    assert "going on" in page
    assert "–now" in page
