"""What coming into a room costs, and that nothing is missed by asking for it together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from rooms import admission, locked, moderation, scene, seen
from rooms.admission import Entered
from rooms.enums import PeerRole, RoomKind
from rooms.models import Lesson, Room, RoomMember, RoomPeer
from school import clock
from tests import factories
from tests.processes import eventually
from tests.rooms.people import admitted, entered, outcome, right, session_of, waits
from tests.waiting import somebody_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return factories.room()


@pytest.fixture
def host(room: Room) -> User:
    return room.host


@pytest.fixture
def taught(room: Room, host: User) -> Room:
    """A room with its host in it."""
    entered(room, host)
    return room


def test_an_empty_room_is_a_scene_too(room: Room, host: User) -> None:
    assert scene.look(room, host) == scene.Scene(room, (), None, (), None, False, False)


def test_a_scene_is_what_the_database_says(taught: Room) -> None:
    waits(taught, student := right(taught))
    cohost = right(taught, role=PeerRole.HOST)
    found = scene.look(taught, student)
    (peer,) = found.present
    assert (peer, peer.user) == (RoomPeer.objects.get(), taught.host)
    assert found.member == RoomMember.objects.get(user=student)
    assert (found.cohosts, found.lesson) == ((cohost.pk,), Lesson.objects.get().pk)
    assert (found.is_awaited, found.is_waiting) == (True, True)
    assert not scene.look(taught, cohost).is_waiting


@pytest.mark.parametrize("others", [0, 5])
def test_coming_in_costs_the_same_however_many_are_there(
    taught: Room, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Room.objects.update(kind=RoomKind.CLASS, capacity=20)
    for _ in range(others):
        entered(taught, admitted(taught))
    key = session_of(admitted(taught))
    # Session, person, the beginning of the transaction, the room, all that is there, the peer, the end.
    with django_assert_num_queries(7):
        found = admission.enter(key, taught.slug)
    assert isinstance(found, Entered)
    assert len(found.others) == others + 1


def test_a_lesson_begins_with_one_query_more(
    room: Room, host: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = session_of(host)
    with django_assert_num_queries(8):
        admission.enter(key, room.slug)


def test_coming_back_costs_no_more(taught: Room, host: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    found, key = entered(taught, host, as_="move"), session_of(host)
    with django_assert_num_queries(7):
        assert admission.resume(key, taught.slug, peer=found.me.id, secret=found.secret)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_banned_while_they_wait_for_the_room_does_not_come_in(taught: Room) -> None:
    key = session_of(student := admitted(taught))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locked.held(taught.pk)
            coming = pool.submit(outcome, key, taught)
            eventually(somebody_waits)
            RoomMember.objects.filter(user=student).update(banned_at=clock.now())
        assert coming.result() == "banned"


@pytest.mark.parametrize("people", [0, 3])
def test_a_lobby_is_one_question(taught: Room, people: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(people):
        waits(taught, right(taught))
    with django_assert_num_queries(1):
        assert len(seen.lobby(taught)) == people


def test_what_a_peer_sends_is_noted_in_one_statement_beside_what_hosts_permit(
    taught: Room, host: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    peer = entered(taught, admitted(taught)).me.id
    moderation.permit(taught, peer, True, by=host)
    with django_assert_num_queries(1):
        admission.note_state(peer, {"mic": True, "share": False})
    assert RoomPeer.objects.get(pk=peer).state == {"share": True, "mic": True}
