"""The admin pages of rooms."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from rooms.models import Room, RoomKnock, RoomMember, RoomPeer, SignalingMessage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    room = Room.objects.create(slug="phong-1", title="Phòng cô Hà", host=factories.user(Role.TEACHER))
    peers = [RoomPeer.objects.create(room=room, user=factories.user(), display_name=name) for name in ("An", "Khoa")]
    SignalingMessage.objects.create(
        room=room,
        sender=peers[0],
        recipient=peers[1],
        kind="ice",
        payload={"candidate": "192.0.2.7"},
        expires_at=timezone.now() + timedelta(seconds=30),
    )
    return room


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.user(Role.ADMIN))
    return client


def test_a_room_shows_who_was_there(admin: Client, room: Room) -> None:
    page = admin.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()
    assert all(name in page for name in ("Phòng cô Hà", "An", "Khoa"))


def test_home_addresses_in_signals_are_shown_to_nobody(admin: Client, room: Room) -> None:
    signal = SignalingMessage.objects.get()
    pages = [
        admin.get(reverse("admin:rooms_signalingmessage_changelist")),
        admin.get(reverse("admin:rooms_signalingmessage_change", args=[signal.pk])),
    ]
    assert [page.status_code for page in pages] == [200, 200]
    assert not any(b"192.0.2.7" in page.content for page in pages)


@pytest.mark.parametrize("verb", ["add", "delete"])
def test_rooms_are_not_added_or_deleted_by_hand(admin: Client, room: Room, verb: str) -> None:
    arguments = [] if verb == "add" else [room.pk]
    assert admin.get(reverse(f"admin:rooms_room_{verb}", args=arguments)).status_code == 403


def test_a_room_shows_who_was_let_in_turned_away_and_banned(admin: Client, room: Room) -> None:
    hosts, knocker = room.host, factories.user(name="Mẹ Khoa")
    RoomMember.objects.create(room=room, user=knocker, banned_at=timezone.now())
    knock = {"answer": "denied", "answered_at": timezone.now(), "answered_by": hosts}
    RoomKnock.objects.create(room=room, user=knocker, display_name="Bà Khoa", **knock)
    page = admin.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()
    assert all(word in page for word in ("Mẹ Khoa", "Bà Khoa", hosts.name))


def test_more_people_cost_no_more_queries(
    admin: Client, room: Room, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(12):
        person = factories.user(name=f"Người {number}")
        RoomMember.objects.create(room=room, user=person)
        RoomKnock.objects.create(room=room, user=person, display_name="An")
        RoomPeer.objects.create(room=room, user=person, display_name="An")
    with django_assert_max_num_queries(30):
        admin.get(reverse("admin:rooms_room_change", args=[room.pk]))


@pytest.mark.parametrize(
    ("path", "camera"), [("/", "camera=()"), ("/rooms/", "camera=()"), ("/r/no-such-room/", "camera=(self)")]
)
def test_camera_and_microphone_are_for_the_pages_of_rooms_alone(client: Client, path: str, camera: str) -> None:
    policy = client.get(path).headers["Permissions-Policy"]
    assert camera in policy.split(", ")
    named = {part.split("=")[0] for part in policy.split(", ")}
    assert named >= {"microphone", "display-capture", "midi"}
    # Browsers complain of names that they do not know.
    assert "bluetooth" not in named
