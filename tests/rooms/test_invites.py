"""Links into rooms, and rights by name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts import acceptance, invitations
from accounts.enums import Role
from accounts.models import Invitation, User
from rooms import admission, invites, lifecycle, moderation
from rooms.enums import ClosedReason, PeerRole, RoomKind
from rooms.models import Room, RoomInvite, RoomMember, RoomPeer
from rooms.refusals import Refused
from school import clock
from tests import factories
from tests.rooms.people import admitted, entered, guest, refusal, right, waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return factories.user(Role.TEACHER, name="Cô Hà")


@pytest.fixture
def room(host: User) -> Room:
    """A class with its host in it."""
    room = factories.room(host=host, kind=RoomKind.CLASS, capacity=20, slug="bao-an-7k3f", title="Bảo An")
    entered(room, host)
    return room


def token_of(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def comes_by(address: str, name: str = "Mẹ An") -> User:
    """A new guest of the link."""
    return acceptance.as_guest(token_of(address), name=name)[0]


def refused(verb: Callable[..., Any], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as found:
        verb(*args, **more)
    assert found.value.close_code is None
    assert str(found.value)
    return found.value.reason


# ---- Making and following a link ----


def test_whoever_follows_a_link_has_a_right_to_its_room(room: Room, host: User) -> None:
    invite, address = invites.make(room, by=host)
    parent = comes_by(address)
    member = RoomMember.objects.get(user=parent)
    assert (member.room, member.role, member.invite) == (room, PeerRole.STUDENT, invite)
    assert waits(room, parent).reason == "lobby"


def test_following_a_link_in_a_browser_leads_to_the_room(client: Client, room: Room, host: User) -> None:
    address = invites.make(room, by=host)[1].removeprefix("http://localhost:8000")
    answer = client.post(f"{address}guest/" if address.endswith("/") else f"{address}/guest/", {"name": "Mẹ An"})
    assert answer.headers["Location"] == "/r/bao-an-7k3f/"
    assert RoomMember.objects.get().user.is_guest


def test_a_link_for_observers_makes_observers(room: Room, host: User) -> None:
    parent = comes_by(invites.make(room, role=PeerRole.OBSERVER, by=host)[1])
    assert RoomMember.objects.get(user=parent).role == PeerRole.OBSERVER


@pytest.mark.parametrize("role", [PeerRole.HOST, "teacher", ""])
def test_no_link_makes_hosts(room: Room, host: User, role: str) -> None:
    assert refused(invites.make, room, role=role, by=host) == "role"


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=-1), timedelta(days=400)])
def test_a_link_lasts_a_while_but_not_for_ever(room: Room, host: User, lasts: timedelta) -> None:
    assert refused(invites.make, room, lasts=lasts, by=host) == "lasts"


def test_a_cohost_who_does_not_belong_to_the_school_invites_nobody(room: Room) -> None:
    student = right(room, role=PeerRole.HOST)
    assert refused(invites.make, room, by=student) == "hosts_only"


def test_the_host_can_copy_the_link_again_and_the_table_holds_it_encrypted(room: Room, host: User) -> None:
    invite, address = invites.make(room, by=host)
    assert invites.link(invite, by=host) == address
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM rooms_roominvite")
        assert token_of(address) not in cursor.fetchone()[0]


def test_nobody_else_copies_the_link(room: Room, host: User) -> None:
    invite, _ = invites.make(room, by=host)
    assert refused(invites.link, invite, by=factories.user(Role.TEACHER)) == "not_allowed"


def test_a_link_that_has_ended_is_not_copied(room: Room, host: User) -> None:
    invite, _ = invites.make(room, by=host)
    Invitation.objects.update(expires_at=clock.now())
    assert refused(invites.link, invite, by=host) == "link_ended"


def test_a_link_is_named_after_the_room_however_long_that_is_called(room: Room, host: User) -> None:
    room.title = "Piano " * 20
    room.save()
    assert len(invites.make(room, by=host)[0].invitation.name) <= 80


# ---- Used twice, by accounts, by guests who were here before ----


def test_a_link_for_one_lets_in_one_guest(room: Room, host: User) -> None:
    address = invites.make(room, is_single_use=True, by=host)[1]
    comes_by(address)
    with pytest.raises(acceptance.Closed):
        comes_by(address, "Người khác")


def test_a_link_for_one_lets_in_one_account(room: Room, host: User) -> None:
    token = token_of(invites.make(room, is_single_use=True, by=host)[1])
    acceptance.as_oneself(token, user=factories.user())
    with pytest.raises(acceptance.Closed):
        acceptance.as_oneself(token, user=factories.user())


def test_an_account_that_follows_a_link_once_more_uses_no_second_place(room: Room, host: User) -> None:
    token, student = token_of(invites.make(room, by=host)[1]), factories.user()
    for _ in range(2):
        acceptance.as_oneself(token, user=student)
    assert (Invitation.objects.get().uses, RoomMember.objects.count()) == (1, 1)


def test_the_owner_and_hosts_stay_what_they_are(room: Room, host: User) -> None:
    token = token_of(invites.make(room, role=PeerRole.OBSERVER, by=host)[1])
    cohost = right(room, role=PeerRole.HOST)
    for person in (host, cohost):
        acceptance.as_oneself(token, user=person)
    assert RoomMember.objects.get().role == PeerRole.HOST


def test_a_right_by_name_does_not_hang_on_a_link_that_was_followed_too(room: Room, host: User) -> None:
    invite, address = invites.make(room, by=host)
    student = right(room)
    acceptance.as_oneself(token_of(address), user=student)
    invites.revoke(invite, by=host)
    assert waits(room, student)


def test_a_guest_follows_a_second_link(room: Room, host: User) -> None:
    parent = comes_by(invites.make(room, role=PeerRole.OBSERVER, by=host)[1])
    later, address = invites.make(room, by=host)
    acceptance.as_oneself(token_of(address), user=parent)
    member = RoomMember.objects.get()
    assert (member.role, member.invite) == (PeerRole.STUDENT, later)


def test_a_link_that_leads_to_no_room_gives_no_right(host: User) -> None:
    _, address = invitations.invite_guest(by=host)
    comes_by(address)
    student = factories.user()
    assert acceptance.as_oneself(token_of(address), user=student).uses == 1
    assert not RoomMember.objects.exists()


# ---- Revoked and banned ----


def test_a_revoked_link_lets_nobody_in_and_nobody_back(room: Room, host: User) -> None:
    invite, address = invites.make(room, by=host)
    parent = comes_by(address)
    assert invites.revoke(invite, by=host).invitation.revoked_at
    with pytest.raises(acceptance.Closed):
        comes_by(address)
    assert refusal(room, parent) == (4403, "not_allowed")


def test_whoever_is_in_the_lesson_stays_when_their_link_is_revoked(room: Room, host: User) -> None:
    invite, address = invites.make(room, by=host)
    parent = comes_by(address)
    moderation.admit(room, waits(room, parent).knock_id, by=host)
    invites.revoke(invite, by=host)
    admission.leave(entered(room, parent).me.id)
    assert entered(room, parent)
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    lifecycle.reopen(room, by=host)
    assert refusal(room, parent) == (4403, "not_allowed")


def test_a_banned_guest_comes_back_neither_as_themself_nor_as_a_new_guest(room: Room, host: User) -> None:
    address = invites.make(room, by=host)[1]
    parent = comes_by(address)
    moderation.admit(room, waits(room, parent).knock_id, by=host)
    moderation.remove(room, entered(room, parent).me.id, ban=True, by=host)
    assert refusal(room, parent) == (4403, "banned")
    with pytest.raises(acceptance.Closed):
        comes_by(address, "Người mới")


def test_a_ban_ends_every_link_that_the_person_has_followed(room: Room, host: User) -> None:
    addresses = [invites.make(room, by=host)[1] for _ in range(3)]
    parent = comes_by(addresses[0])
    acceptance.as_oneself(token_of(addresses[1]), user=parent)
    moderation.admit(room, waits(room, parent).knock_id, by=host)
    moderation.remove(room, entered(room, parent).me.id, ban=True, by=host)
    for address in addresses[:2]:
        with pytest.raises(acceptance.Closed):
            comes_by(address, "Người mới")
    assert comes_by(addresses[2])


@pytest.mark.parametrize("change", [{"role": PeerRole.HOST}, {"banned_at": clock.now()}])
def test_who_is_a_cohost_or_banned_stays_so_by_another_link(room: Room, host: User, change: dict[str, Any]) -> None:
    addresses = [invites.make(room, role=role, by=host)[1] for role in (PeerRole.STUDENT, PeerRole.OBSERVER)]
    parent = comes_by(addresses[0])
    RoomMember.objects.update(**change)
    before = RoomMember.objects.values("role", "invite", "banned_at").get()
    acceptance.as_oneself(token_of(addresses[1]), user=parent)
    assert RoomMember.objects.values("role", "invite", "banned_at").get() == before


def test_a_new_link_does_not_undo_a_ban(room: Room, host: User) -> None:
    parent = right(room, guest(), banned_at=clock.now())
    acceptance.as_oneself(token_of(invites.make(room, by=host)[1]), user=parent)
    assert refusal(room, parent) == (4403, "banned")


def test_revoking_twice_changes_nothing(room: Room, host: User) -> None:
    invite, _ = invites.make(room, by=host)
    first = invites.revoke(invite, by=host).invitation.revoked_at
    assert invites.revoke(RoomInvite.objects.get(), by=host).invitation.revoked_at == first


# ---- By name ----


def test_a_student_who_was_added_needs_no_link(room: Room, host: User) -> None:
    student = factories.user()
    assert invites.add(room, student, by=host).role == PeerRole.STUDENT
    assert waits(room, student).reason == "lobby"


def test_adding_again_lifts_a_ban_and_keeps_a_cohost(room: Room, host: User) -> None:
    banned, cohost = right(room, banned_at=clock.now()), right(room, role=PeerRole.HOST)
    assert invites.add(room, banned, by=host).banned_at is None
    assert invites.add(room, cohost, by=host).role == PeerRole.HOST


def test_the_owner_and_those_who_have_left_the_school_are_not_added(room: Room, host: User) -> None:
    gone = factories.user(is_active=False)
    assert [refused(invites.add, room, person, by=host) for person in (host, gone)] == ["no_person"] * 2


def test_whose_right_is_taken_away_is_out_at_once(room: Room, host: User, told: list[dict[str, Any]]) -> None:
    student = admitted(room)
    peer = entered(room, student).me.id
    invites.take_away(room, RoomMember.objects.get(user=student), by=host)
    assert {"type": "peer.left", "peer": str(peer), "reason": "removed"} in told
    assert refusal(room, student) == (4403, "not_allowed")
    assert RoomPeer.objects.joined().get().user == host


def test_who_waits_without_a_right_any_more_is_told_so(room: Room, host: User, told: list[dict[str, Any]]) -> None:
    student = right(room)
    knock = waits(room, student).knock_id
    invites.take_away(room, RoomMember.objects.get(), by=host)
    assert {"type": "knock.answered", "knock": knock, "answer": "denied"} in told


def test_a_cohost_takes_no_right_from_another(room: Room, host: User) -> None:
    one, other = (right(room, factories.user(Role.TEACHER), PeerRole.HOST) for _ in range(2))
    member = RoomMember.objects.get(user=other)
    assert refused(invites.take_away, room, member, by=one) == "not_allowed"
    invites.take_away(room, member, by=host)
    invites.take_away(room, member, by=host)
    assert not RoomMember.objects.filter(user=other).exists()
