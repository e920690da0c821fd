"""Rights to rooms; what moderation and admission ask."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.models import User
from rooms import access, news
from rooms.enums import PeerRole
from rooms.models import Room, RoomMember
from rooms.refusals import Refused
from school import clock
from school.live import topics
from tests import factories
from tests.rooms.people import admitted, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return factories.room()


@pytest.mark.parametrize("role", list(PeerRole))
def test_a_right_is_what_the_member_was_made(room: Room, role: PeerRole) -> None:
    found = access.right_to(room, person := right(room, role=role))
    assert (found.role, found.member) == (role, RoomMember.objects.get(user=person))


def test_the_owner_needs_no_row(room: Room) -> None:
    assert access.right_to(room, room.host) == access.Right(PeerRole.HOST, None)


def test_a_ban_stands_before_everything_else(room: Room) -> None:
    person = right(room, role=PeerRole.HOST, banned_at=clock.now())
    with pytest.raises(Refused) as found:
        access.right_to(room, person)
    assert found.value.reason == "banned"
    assert not access.is_host(room, person)


def test_let_in_before_the_room_was_opened_again_counts_no_more(room: Room) -> None:
    member = RoomMember.objects.get(user=admitted(room))
    assert access.was_admitted(room, member)
    room.opened_at = clock.now() + timedelta(seconds=1)
    assert not access.was_admitted(room, member)


@pytest.mark.parametrize("change", [{"is_active": False}, {"archived_at": clock.now(), "archive_reason": "gone"}])
def test_whoever_has_left_the_school_is_a_host_no_more(room: Room, change: dict[str, object]) -> None:
    cohost = right(room, role=PeerRole.HOST)
    User.objects.filter(pk__in=[room.host_id, cohost.pk]).update(**change)
    for person in User.objects.filter(pk__in=[room.host_id, cohost.pk]):
        assert not access.is_host(room, person)


def test_nobody_in_particular_is_no_host(room: Room) -> None:
    assert not access.is_host(room, AnonymousUser())
    assert not access.may_have_rooms(AnonymousUser())


@pytest.mark.parametrize(
    ("who", "may"), [(Role.STUDENT, False), (Role.TEACHER, True), (Role.STAFF, True), (Role.ADMIN, True)]
)
def test_who_may_follow_their_own_rooms_and_nobody_elses(who: Role, may: bool) -> None:
    person = factories.user(who)
    assert topics.allows(f"{news.MINE}:{person.pk}", person) is may
    assert not topics.allows(f"{news.MINE}:{person.pk + 1}", person)
    assert not topics.allows(news.MINE, AnonymousUser())
