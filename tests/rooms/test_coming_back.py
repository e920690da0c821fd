"""Who is in a room already: on another device, after a dropped socket, and when they go."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from rooms import admission, lifecycle, moderation
from rooms.admission import Elsewhere, Entered, Waiting
from rooms.enums import ClosedReason, PeerRole, PeerStatus
from rooms.models import Room, RoomMember, RoomPeer
from rooms.refusals import Refused
from school import clock
from tests import factories
from tests.rooms.people import admitted, dropped, entered, enters, refusal, right, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return factories.user(Role.TEACHER, name="Cô Hà")


@pytest.fixture
def room(host: User) -> Room:
    return factories.room(host=host)


@pytest.fixture
def taught(room: Room, host: User) -> Room:
    """A room with its host in it."""
    entered(room, host)
    return room


# ---- The same person once more ----


def test_the_same_account_on_another_live_socket_is_asked(taught: Room, host: User) -> None:
    found = enters(taught, host)
    assert isinstance(found, Elsewhere)
    assert (found.room.slug, RoomPeer.objects.count()) == (taught.slug, 1)


def test_moving_ends_the_old_seat(taught: Room, host: User) -> None:
    old = RoomPeer.objects.get()
    new = entered(taught, host, as_="move")
    old.refresh_from_db()
    assert (old.status, new.me.is_host, new.me.id == old.id) == (PeerStatus.LEFT, True, False)


def test_a_seat_whose_socket_has_dropped_is_taken_over_silently(taught: Room, host: User) -> None:
    dropped()
    assert entered(taught, host).me.is_host
    assert RoomPeer.objects.joined().count() == 1


def test_a_seat_that_nobody_has_heard_of_for_long_is_taken_over_silently(taught: Room, host: User) -> None:
    RoomPeer.objects.update(last_seen_at=clock.now() - timedelta(seconds=50))
    assert entered(taught, host)


def test_a_second_camera_belongs_to_its_owner(taught: Room, host: User) -> None:
    camera = entered(taught, host, as_="camera").me
    assert (camera.is_camera, camera.of, camera.is_host) == (True, RoomPeer.objects.get(is_camera=False).pk, True)
    later = entered(taught, host, as_="camera").me
    assert list(RoomPeer.objects.joined().filter(is_camera=True)) == [RoomPeer.objects.get(pk=later.id)]


def test_a_camera_follows_its_owner_to_another_device(taught: Room, host: User) -> None:
    entered(taught, host, as_="camera")
    moved = entered(taught, host, as_="move")
    assert [other.of for other in moved.others] == [moved.me.id]


def test_a_second_camera_needs_somebody_whose_it_is(room: Room, taught: Room) -> None:
    assert refusal(taught, admitted(taught), as_="camera") == (4403, "not_joined")
    parent = admitted(taught, role=PeerRole.OBSERVER)
    entered(taught, parent)
    assert refusal(taught, parent, as_="camera") == (4403, "not_allowed")


# ---- Coming back ----


def resumes(room: Room, person: User, found: Entered, **more: Any) -> Entered | None:
    given: dict[str, Any] = {"peer": found.me.id, "secret": found.secret, "process": "two"} | more
    return admission.resume(session_of(person), room.slug, **given)


def test_the_same_browser_goes_on_with_another_socket(room: Room, host: User) -> None:
    found = entered(room, host)
    dropped(sent_seq=7)
    back = resumes(room, host, found)
    assert back is not None
    assert (back.me, back.secret, back.is_resumed, back.sent_seq) == (found.me, found.secret, True, 7)
    assert list(RoomPeer.objects.values_list("process", "away_since")) == [("two", None)]


def test_a_wrong_secret_is_refused(room: Room, host: User) -> None:
    with pytest.raises(Refused) as refused:
        resumes(room, host, entered(room, host), secret="wrong\ud800")
    assert (refused.value.close_code, refused.value.reason) == (4403, "not_allowed")


def test_nobody_resumes_somebody_else(taught: Room, host: User) -> None:
    found = entered(taught, admitted(taught))
    with pytest.raises(Refused):
        resumes(taught, host, found)


def test_who_has_left_or_was_never_there_says_hello_anew(room: Room, host: User) -> None:
    found = entered(room, host)
    assert resumes(room, host, found, peer=uuid4()) is None
    admission.leave(found.me.id)
    assert resumes(room, host, found) is None


def test_a_seat_of_another_room_is_unknown_here(taught: Room, host: User) -> None:
    found = entered(taught, host, as_="move")
    assert resumes(factories.room(host=host), host, found) is None


def test_nobody_resumes_in_a_closed_room(room: Room, host: User) -> None:
    found = entered(room, host)
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    with pytest.raises(Refused) as refused:
        resumes(room, host, found)
    assert refused.value.close_code == 4410


def test_a_right_that_ended_meanwhile_does_not_come_back(taught: Room) -> None:
    student = admitted(taught)
    found = entered(taught, student)
    RoomMember.objects.update(banned_at=clock.now())
    with pytest.raises(Refused) as refused:
        resumes(taught, student, found)
    assert refused.value.reason == "banned"


# ---- Going ----


def test_going_ends_the_stay_and_its_second_camera(taught: Room, host: User) -> None:
    own = RoomPeer.objects.get()
    entered(taught, host, as_="camera")
    assert admission.leave(own.pk)
    assert not RoomPeer.objects.joined().exists()
    assert not admission.leave(own.pk)
    assert not admission.leave(uuid4())


def test_a_camera_goes_alone(taught: Room, host: User) -> None:
    admission.leave(entered(taught, host, as_="camera").me.id)
    assert RoomPeer.objects.joined().get().is_camera is False


def test_who_was_silent_for_long_was_gone_before_now(taught: Room) -> None:
    last = timezone.now() - timedelta(minutes=2)
    RoomPeer.objects.update(last_seen_at=last)
    admission.leave(RoomPeer.objects.get().pk)
    assert RoomPeer.objects.get().last_seen_at == last


def test_the_spotlight_goes_out_with_whom_it_showed(taught: Room, host: User) -> None:
    peer = RoomPeer.objects.get()
    moderation.spotlight(taught, peer.pk, by=host)
    admission.leave(peer.pk)
    taught.refresh_from_db()
    assert taught.spotlight is None


def test_what_a_peer_says_it_sends_is_seen_by_those_who_come_later(taught: Room) -> None:
    peer = RoomPeer.objects.get()
    admission.note_state(peer.pk, {"mic": True, "hand": False, "share": True, "x": True})
    admission.note_state(uuid4(), {"mic": True})
    found = entered(taught, admitted(taught))
    assert found.others[0].state == {"mic": True, "cam": False, "keys": False, "hand": False}
    peer.refresh_from_db()
    assert "share" not in peer.state


def test_waiting_and_elsewhere_say_who_it_is(taught: Room, host: User) -> None:
    found: list[Waiting | Elsewhere | Entered] = [enters(taught, host), enters(taught, student := right(taught))]
    assert [each.person for each in found] == [host, student]
