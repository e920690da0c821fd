"""The page of a room, and the calm pages of those who cannot enter now."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from rooms.enums import ClosedReason, PeerRole, RoomStatus
from rooms.models import Room, RoomMember
from rooms.pages import rates
from school import clock
from tests import factories
from tests.rooms.pages import signed_in

pytestmark = pytest.mark.django_db


def student_of(room: Room, **fields: object) -> Client:
    """The browser of somebody who may come into the room."""
    student = factories.user()
    RoomMember.objects.create(room=room, user=student, **fields)
    return signed_in(student)


def closed_room(reason: ClosedReason) -> Room:
    return factories.room(status=RoomStatus.CLOSED, closed_reason=reason, closed_at=clock.now())


def test_nobody_signed_in_goes_to_sign_in_and_back_and_learns_what_guests_need(client: Client) -> None:
    room = factories.room()
    client.cookies["language"] = "en"
    response = client.get(f"/r/{room.slug}/")

    assert response.headers["Location"] == f"/accounts/login/?next=/r/{room.slug}/"
    assert (
        "Open the invite link that your teacher sent you." in client.get(response.headers["Location"]).content.decode()
    )


def test_the_page_hands_the_scripts_what_they_need(client: Client) -> None:
    room = factories.room(title="Bảo An")
    page = student_of(room).get(f"/r/{room.slug}/").content.decode()

    for attribute in (
        f'data-slug="{room.slug}"',
        f'data-socket="/ws/rooms/{room.slug}/"',
        f'value="http://testserver/r/{room.slug}/"',
        'data-can-host="false"',
        'data-role="student"',
    ):
        assert attribute in page


def test_the_owner_and_a_cohost_can_host(client: Client) -> None:
    room = factories.room()

    for browser in (signed_in(room.host), student_of(room, role=PeerRole.HOST)):
        assert 'data-can-host="true"' in browser.get(f"/r/{room.slug}/").content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.STUDENT, 404), (Role.TEACHER, 403), (Role.STAFF, 403), (Role.ADMIN, 403)]
)
def test_without_a_right_the_page_says_whom_to_ask(role: Role, status: int) -> None:
    room = factories.room(title="Bảo An")
    response = signed_in(factories.user(role)).get(f"/r/{room.slug}/")
    page = response.content.decode()

    assert response.status_code == status
    assert "Ask the teacher for an invite link to this room" in page
    assert "Bảo An" not in page


def test_whoever_guesses_addresses_does_not_learn_which_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_RATES", {"room-missed": "2/10m/user"})
    browser, room = signed_in(factories.user()), factories.room()
    theirs, nobodys = (browser.get(f"/r/{slug}/") for slug in (room.slug, "no-such-room"))

    assert (theirs.status_code, theirs.templates[0].name) == (nobodys.status_code, nobodys.templates[0].name)
    assert [browser.get(f"/r/{slug}/").status_code for slug in (room.slug, "no-such-room")] == [429, 429]


def test_whoever_was_banned_is_told_to_speak_with_the_teacher() -> None:
    room = factories.room()
    response = student_of(room, banned_at=clock.now()).get(f"/r/{room.slug}/")

    assert response.status_code == 403
    assert "Speak with your teacher to come in again." in response.content.decode()


@pytest.mark.parametrize("slug", ["no-such-room", "put-away"])
def test_there_is_no_page_of_a_room_that_is_not_there(slug: str) -> None:
    factories.room(slug="put-away", archived_at=clock.now(), archive_reason="Cũ")

    assert signed_in(factories.user()).get(f"/r/{slug}/").status_code == 404


@pytest.mark.parametrize("reason", ClosedReason)
def test_a_closed_room_says_what_happened_and_what_to_do(reason: ClosedReason) -> None:
    room = closed_room(reason)
    page = student_of(room).get(f"/r/{room.slug}/").content.decode()

    assert "This room is closed" in page
    assert "Ask your teacher to open it again" in page
    assert "/reopen/" not in page


def test_a_host_can_open_a_closed_room_from_its_page() -> None:
    room = closed_room(ClosedReason.HOST_ENDED)
    page = signed_in(room.host).get(f"/r/{room.slug}/").content.decode()

    assert f'action="/rooms/{room.slug}/reopen/"' in page
    assert f'name="next" value="/r/{room.slug}/"' in page


def test_a_room_that_is_not_open_yet_says_when_it_will_be_on_the_readers_clock() -> None:
    begin = clock.now() + timedelta(days=1)
    room = factories.room(not_before=begin)
    page = student_of(room).get(f"/r/{room.slug}/").content.decode()

    assert timezone.localtime(begin).strftime("The room opens at %H:%M on %d/%m/%Y") in page


def test_a_host_enters_before_the_time() -> None:
    room = factories.room(not_before=clock.now() + timedelta(days=1))

    assert 'id="room"' in signed_in(room.host).get(f"/r/{room.slug}/").content.decode()
