"""A room from its first day to its last."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.enums import Role
from accounts.models import User
from rooms import access, lifecycle, moderation
from rooms.enums import ClosedReason, KnockAnswer, PeerStatus, RoomKind, RoomStatus
from rooms.models import Lesson, Room, RoomKnock, RoomPeer, SignalingMessage
from rooms.refusals import Refused
from school import clock
from tests import factories
from tests.rooms.people import admitted, dropped, entered, right, waits

pytestmark = pytest.mark.django_db
KIND = RoomKind.ONE_ON_ONE


@pytest.fixture
def host() -> User:
    return factories.user(Role.TEACHER, name="Cô Hà")


@pytest.fixture
def room(host: User) -> Room:
    """A room with its host in it."""
    room = factories.room(host=host)
    entered(room, host)
    return room


def refused(by: User, **fields: Any) -> str:
    given: dict[str, Any] = {"title": "Bảo An", "kind": KIND} | fields
    with pytest.raises(Refused) as found:
        lifecycle.create(**given, by=by)
    return found.value.reason


# ---- Making ----


def test_a_room_is_open_at_an_address_that_can_be_read_out(host: User) -> None:
    room = lifecycle.create(title="Đặng  Bảo An ♪", kind=KIND, by=host)
    name, _, signs = room.slug.rpartition("-")
    assert (name, len(signs), set(signs) & set("01ilo")) == ("dang-bao-an", 4, set())
    assert (room.title, room.status, room.host, room.capacity) == ("Đặng Bảo An ♪", RoomStatus.OPEN, host, 2)


@pytest.mark.parametrize("title", ["♪♫", "Ò" * 120, "钢琴"])
def test_every_name_gives_an_address(host: User, title: str) -> None:
    assert 6 <= len(lifecycle.create(title=title, kind=KIND, by=host).slug) <= 60


def test_two_rooms_of_one_name_have_two_addresses(host: User) -> None:
    assert len({lifecycle.create(title="An", kind=KIND, by=host).slug for _ in range(5)}) == 5


def test_an_address_that_is_taken_is_drawn_again(host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.room(slug="an-2222")
    drawn = iter("22223333")
    monkeypatch.setattr("secrets.choice", lambda _: next(drawn))
    assert lifecycle.create(title="An", kind=KIND, by=host).slug == "an-3333"


def test_a_class_has_twenty_places_unless_said_otherwise(host: User) -> None:
    sizes = [lifecycle.create(title="Lớp", kind=RoomKind.CLASS, capacity=size, by=host) for size in (None, 8)]
    assert [room.capacity for room in sizes] == [20, 8]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": " \u200b "}, "no_title"),
        ({"title": "a" * 121}, "no_title"),
        ({"kind": "concert"}, "no_shape"),
        ({"capacity": 1}, "capacity"),
        ({"capacity": 51}, "capacity"),
        ({"not_after": clock.now() - timedelta(days=1)}, "window"),
        ({"not_before": clock.now() + timedelta(days=2), "not_after": clock.now() + timedelta(days=1)}, "window"),
    ],
)
def test_what_no_room_can_be_is_refused(host: User, fields: dict[str, Any], reason: str) -> None:
    assert refused(host, **fields) == reason


@pytest.mark.parametrize("role", list(Role))
def test_rooms_are_opened_by_teachers_and_the_office(role: Role) -> None:
    person = factories.user(role)
    assert access.may_have_rooms(person) is (role != Role.STUDENT)
    if role == Role.STUDENT:
        assert refused(person) == "hosts_only"


def test_without_a_relay_no_room_goes_by_it_alone(room: Room, host: User) -> None:
    with pytest.raises(Refused) as found:
        lifecycle.change(room, by=host, relay_only=True)
    assert found.value.reason == "no_relay"
    assert not Room.objects.get(pk=room.pk).relay_only


def test_a_room_can_be_changed_while_people_are_in_it(
    room: Room, host: User, told: list[dict[str, Any]], settings: Settings
) -> None:
    settings.TURN_URLS = ["turn:relay.test"]
    lifecycle.change(room, by=host, title=" Khoa ", has_lobby=False, relay_only=True)
    room.refresh_from_db()
    assert (room.title, room.has_lobby, room.relay_only) == ("Khoa", False, True)
    assert told[-1]["room"] | {"title": "Khoa", "relay_only": True} == told[-1]["room"]


def test_a_room_whose_time_was_over_can_get_another_name(room: Room, host: User) -> None:
    over = clock.now() - timedelta(hours=1)
    Room.objects.update(not_after=over)
    assert lifecycle.change(room, by=host, title="Khoa", not_after=over).title == "Khoa"
    with pytest.raises(Refused):
        lifecycle.change(room, by=host, not_after=over - timedelta(hours=1))


def test_a_change_that_makes_no_sense_changes_nothing(room: Room, host: User) -> None:
    with pytest.raises(Refused):
        lifecycle.change(room, by=host, title="Khoa", capacity=500)
    with pytest.raises(TypeError):
        lifecycle.change(room, by=host, host=host)
    room.refresh_from_db()
    assert room.title != "Khoa"


# ---- Closing ----


def test_closing_ends_everything_that_goes_on_in_the_room(room: Room, host: User, told: list[dict[str, Any]]) -> None:
    waits(room, right(room))
    peer = RoomPeer.objects.get()
    moderation.spotlight(room, peer.pk, by=host)
    SignalingMessage.objects.create(room=room, recipient=peer, kind="event", payload={}, expires_at=clock.now())
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    assert list(RoomPeer.objects.values_list("status", "process")) == [(PeerStatus.LEFT, "")]
    assert (RoomKnock.objects.get().answer, SignalingMessage.objects.count()) == (KnockAnswer.GONE, 0)
    assert Lesson.objects.get().ended_reason == ClosedReason.HOST_ENDED
    assert (room.spotlight, told[-1]) == (None, {"type": "room.closed", "reason": "host_ended"})


def test_a_closed_room_keeps_its_first_reason_and_is_announced_once(
    room: Room, host: User, told: list[dict[str, Any]]
) -> None:
    lifecycle.close(room, reason=ClosedReason.IDLE, by=None)
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    assert room.closed_reason == ClosedReason.IDLE
    assert [event["type"] for event in told].count("room.closed") == 1


def test_whoever_was_away_stays_last_seen_when_they_were(room: Room, host: User) -> None:
    last = clock.now() - timedelta(seconds=15)
    dropped()
    RoomPeer.objects.update(last_seen_at=last)
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    assert RoomPeer.objects.get().last_seen_at == last


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_the_office_closes_and_puts_away_rooms_of_others(room: Room, role: Role) -> None:
    lifecycle.archive(room, by=factories.user(role), reason="Cô Hà đã nghỉ")
    room.refresh_from_db()
    assert (room.closed_reason, room.is_archived) == (ClosedReason.STAFF_CLOSED, True)


# ---- Opening again ----


def test_opened_again_the_room_has_the_same_address_and_a_fresh_lesson(room: Room, host: User) -> None:
    moderation.lock(room, True, by=host)
    slug, student = room.slug, admitted(room)
    lifecycle.close(room, reason=ClosedReason.IDLE, by=None)
    lifecycle.reopen(room, by=host)
    assert (room.status, room.slug, room.is_locked, room.closed_at) == (RoomStatus.OPEN, slug, False, None)
    entered(room, host)
    assert Lesson.objects.count() == 2
    assert waits(room, student).reason == "lobby"


def test_an_open_room_is_opened_again_without_harm(room: Room, host: User) -> None:
    opened_at: datetime = room.opened_at
    lifecycle.reopen(room, by=host)
    assert (room.opened_at, RoomPeer.objects.joined().count()) == (opened_at, 1)


def test_a_window_that_is_over_does_not_close_the_room_at_once(room: Room, host: User) -> None:
    Room.objects.update(not_before=clock.now() - timedelta(hours=2), not_after=clock.now() - timedelta(hours=1))
    lifecycle.close(room, reason=ClosedReason.EXPIRED, by=None)
    lifecycle.reopen(room, by=host)
    assert (room.not_before, room.not_after) == (None, None)
    assert entered(room, host)


def test_a_room_that_was_put_away_is_not_opened(room: Room, host: User) -> None:
    lifecycle.archive(room, by=host, reason="—")
    with pytest.raises(Refused) as found:
        lifecycle.reopen(room, by=host)
    assert found.value.reason == "archived"
