"""What hosts may do in a room, and nobody else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection

from accounts.enums import Role
from accounts.models import User
from rooms import access, admission, invites, knocking, lifecycle, moderation
from rooms.enums import ClosedReason, KnockAnswer, PeerRole, PeerStatus, RoomKind
from rooms.models import Room, RoomKnock, RoomMember, RoomPeer
from rooms.refusals import Refused
from school import clock
from tests import factories
from tests.rooms.people import admitted, entered, guest, refusal, right, waits

pytestmark = pytest.mark.django_db
Told = list[dict[str, Any]]


@pytest.fixture
def host() -> User:
    return factories.user(Role.TEACHER, name="Cô Hà")


@pytest.fixture
def room(host: User) -> Room:
    """A class with its host in it."""
    room = factories.room(host=host, kind=RoomKind.CLASS, capacity=20)
    entered(room, host)
    return room


@pytest.fixture
def cohost(room: Room) -> User:
    person = right(room, factories.user(Role.TEACHER), PeerRole.HOST)
    entered(room, person)
    return person


def peer_of(person: User) -> UUID:
    return RoomPeer.objects.joined().get(user=person, is_camera=False).pk


def refused(verb: Callable[..., Any], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as found:
        verb(*args, **more)
    assert found.value.close_code in {None, 4403}
    return found.value.reason


# ---- Who may: one table ----

VERBS: dict[str, Callable[[Room, UUID, User], Any]] = {
    "admit": lambda room, _, by: moderation.admit(room, 0, by=by),
    "deny": lambda room, _, by: moderation.deny(room, 0, by=by),
    "remove": lambda room, peer, by: moderation.remove(room, peer, ban=False, by=by),
    "unban": lambda room, _, by: moderation.unban(room, RoomMember.objects.first() or RoomMember(), by=by),
    "lock": lambda room, _, by: moderation.lock(room, True, by=by),
    "cohost": lambda room, peer, by: moderation.cohost(room, peer, by=by),
    "permit": lambda room, peer, by: moderation.permit(room, peer, True, by=by),
    "lower": lambda room, peer, by: moderation.lower(room, peer, by=by),
    "spotlight": lambda room, peer, by: moderation.spotlight(room, peer, by=by),
    "close": lambda room, _, by: lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=by),
    "reopen": lambda room, _, by: lifecycle.reopen(room, by=by),
    "change": lambda room, _, by: lifecycle.change(room, by=by, title="Khác"),
    "invite": lambda room, _, by: invites.make(room, by=by),
    "add": lambda room, _, by: invites.add(room, factories.user(), by=by),
    "take_away": lambda room, _, by: invites.take_away(room, RoomMember(pk=0), by=by),
}
OWNER_ALONE = {"cohost"}
OFFICE_TOO = {"close"}


def somebody(who: str, room: Room, host: User) -> User:
    """One of each kind."""
    match who:
        case "owner":
            return host
        case "cohost":
            return right(room, factories.user(Role.TEACHER), PeerRole.HOST)
        case "member" | "observer":
            return admitted(room, role=PeerRole.STUDENT if who == "member" else PeerRole.OBSERVER)
        case "guest":
            return admitted(room, guest())
        case "banned cohost":
            return right(room, role=PeerRole.HOST, banned_at=room.opened_at)
    return factories.user(Role(who))


def may(verb: Callable[[Room, UUID, User], Any], room: Room, peer: UUID, by: User) -> bool:
    try:
        verb(room, peer, by)
    except Refused as refused:
        return refused.reason != "not_allowed"
    return True


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("owner", set(VERBS)),
        ("cohost", set(VERBS) - OWNER_ALONE),
        *((who, set()) for who in ("member", "observer", "guest", "banned cohost", "student", "teacher")),
        ("staff", OFFICE_TOO),
        ("admin", OFFICE_TOO),
    ],
)
def test_who_may_do_what(room: Room, host: User, who: str, allowed: set[str]) -> None:
    target, by = entered(room, admitted(room)).me.id, somebody(who, room, host)
    # Last what ends something: nothing else can be done with it.
    ending = ["remove", "close"]
    verbs = [name for name in VERBS if name not in ending] + ending
    assert {name for name in verbs if may(VERBS[name], room, target, by)} == allowed


# ---- The lobby ----


def test_whoever_is_let_in_enters(room: Room, host: User, told: Told) -> None:
    student = right(room)
    knock = waits(room, student).knock_id
    assert moderation.admit(room, knock, by=host)
    assert entered(room, student).me.role == PeerRole.STUDENT
    found = RoomKnock.objects.get()
    assert (found.answer, found.answered_by) == (KnockAnswer.ADMITTED, host)
    assert {"type": "knock.answered", "knock": knock, "answer": "admitted"} in told
    assert [event["waiting"] for event in told if event["type"] == "lobby"][-1] == []


def test_whoever_is_turned_away_is_not_in_and_may_knock_again_after_a_while(room: Room, host: User, told: Told) -> None:
    student = right(room)
    knock = waits(room, student).knock_id
    assert moderation.deny(room, knock, by=host)
    assert {"type": "knock.answered", "knock": knock, "answer": "denied"} in told
    assert refusal(room, student) == (4403, "denied")
    RoomKnock.objects.update(answered_at=clock.now() - knocking.PAUSE)
    assert waits(room, student).knock_id != knock


def test_each_denial_keeps_somebody_away_for_longer(room: Room, host: User) -> None:
    student = right(room)
    for _ in range(2):
        moderation.deny(room, waits(room, student).knock_id, by=host)
        RoomKnock.objects.update(answered_at=clock.now() - knocking.PAUSE)
    assert refusal(room, student) == (4403, "denied")
    Room.objects.update(opened_at=clock.now())
    assert waits(room, student)


def test_nobody_is_kept_away_for_longer_than_the_longest_pause(room: Room, host: User) -> None:
    student = right(room)
    for _ in range(6):
        moderation.deny(room, waits(room, student).knock_id, by=host)
        RoomKnock.objects.update(answered_at=clock.now() - knocking.LONGEST_PAUSE)
    assert waits(room, student)


@pytest.mark.parametrize("verb", [moderation.admit, moderation.deny])
def test_two_hosts_who_answer_at_once_are_both_content(
    room: Room, host: User, cohost: User, verb: Callable[..., bool]
) -> None:
    knock = waits(room, right(room)).knock_id
    assert [verb(room, knock, by=by) for by in (host, cohost)] == [True, False]


def test_an_answer_is_not_turned_round(room: Room, host: User, cohost: User) -> None:
    knock = waits(room, right(room)).knock_id
    moderation.deny(room, knock, by=host)
    assert refused(moderation.admit, room, knock, by=cohost) == "no_such_knock"


def test_a_knock_at_another_door_is_not_answered(room: Room, host: User) -> None:
    elsewhere = factories.room()
    knock = waits(elsewhere, right(elsewhere)).knock_id
    assert refused(moderation.admit, room, knock, by=host) == "no_such_knock"


def test_a_full_room_lets_nobody_in_from_the_lobby(room: Room, host: User) -> None:
    Room.objects.update(capacity=2)
    entered(room, admitted(room))
    knock = waits_for_place(room)
    assert refused(moderation.admit, room, knock, by=host) == "room_full"
    assert RoomKnock.objects.get(pk=knock).answer == ""


def waits_for_place(room: Room) -> int:
    """Somebody who knocked before the room was full."""
    return RoomKnock.objects.create(room=room, user=right(room), display_name="An").pk


def test_a_locked_room_still_lets_in_one_by_one(room: Room, host: User) -> None:
    moderation.lock(room, True, by=host)
    student = right(room)
    assert waits(room, student).reason == "locked"
    moderation.admit(room, waits(room, student).knock_id, by=host)
    assert entered(room, student)


def test_locking_and_opening_is_told(room: Room, host: User, told: Told) -> None:
    moderation.lock(room, True, by=host)
    moderation.lock(room, False, by=host)
    locks = [event["room"]["locked"] for event in told if event["type"] == "room.updated"]
    assert locks[-2:] == [True, False]


# ---- Out ----


def test_whoever_is_removed_is_out_with_all_devices_and_knocks_again(room: Room, host: User, told: Told) -> None:
    student = admitted(room)
    peers = [entered(room, student).me.id, entered(room, student, as_="camera").me.id]
    moderation.remove(room, peers[0], ban=False, by=host)
    gone = [event for event in told if event["type"] == "peer.left"]
    assert gone == [{"type": "peer.left", "peer": str(peer), "reason": "removed"} for peer in peers]
    assert waits(room, student).reason == "lobby"


def test_whoever_is_removed_from_a_room_without_lobby_has_to_be_let_in(room: Room, host: User) -> None:
    Room.objects.update(has_lobby=False)
    student = right(room)
    moderation.remove(room, entered(room, student).me.id, ban=False, by=host)
    knock = waits(room, student)
    assert knock.reason == "lobby"
    moderation.admit(room, knock.knock_id, by=host)
    admission.leave(entered(room, student).me.id)
    assert entered(room, student)


def test_a_room_that_is_opened_anew_forgets_whom_a_host_has_sent_out(room: Room, host: User) -> None:
    Room.objects.update(has_lobby=False)
    student = right(room)
    moderation.remove(room, entered(room, student).me.id, ban=False, by=host)
    Room.objects.update(opened_at=clock.now())
    assert entered(room, student)


def test_whoever_is_banned_does_not_come_back(room: Room, host: User) -> None:
    student = admitted(room)
    moderation.remove(room, entered(room, student).me.id, ban=True, by=host)
    assert refusal(room, student) == (4403, "banned")
    moderation.unban(room, RoomMember.objects.get(user=student), by=host)
    assert waits(room, student)


def test_nobody_removes_the_owner_or_themself(room: Room, host: User, cohost: User) -> None:
    assert refused(moderation.remove, room, peer_of(host), ban=True, by=cohost) == "owner"
    assert refused(moderation.remove, room, peer_of(host), ban=True, by=host) == "owner"
    assert refused(moderation.remove, room, peer_of(cohost), ban=False, by=cohost) == "not_allowed"


def test_only_the_owner_removes_a_cohost_who_is_none_any_more(room: Room, host: User, cohost: User) -> None:
    other = right(room, factories.user(Role.TEACHER), PeerRole.HOST)
    entered(room, other)
    assert refused(moderation.remove, room, peer_of(other), ban=False, by=cohost) == "not_allowed"
    moderation.remove(room, peer_of(other), ban=False, by=host)
    assert RoomMember.objects.get(user=other).role == PeerRole.STUDENT


@pytest.mark.parametrize("verb", ["remove", "cohost", "permit", "spotlight"])
def test_somebody_of_another_room_is_not_there(room: Room, host: User, verb: str) -> None:
    elsewhere = factories.room()
    other = entered(elsewhere, elsewhere.host).me.id
    for peer in (other, uuid4()):
        with pytest.raises(Refused) as found:
            VERBS[verb](room, peer, host)
        assert found.value.reason == "no_such_peer"


def test_only_a_cohost_is_made_a_student_again(room: Room, host: User) -> None:
    observer = admitted(room, role=PeerRole.OBSERVER)
    moderation.cohost(room, entered(room, observer).me.id, by=host, on=False)
    assert set(RoomPeer.objects.filter(user=observer).values_list("role", flat=True)) == {PeerRole.OBSERVER}
    assert RoomMember.objects.get(user=observer).role == PeerRole.OBSERVER


def test_an_observer_for_whom_there_is_no_place_is_not_made_a_cohost(room: Room, host: User) -> None:
    entered(room, admitted(room))
    Room.objects.update(capacity=2)
    peer = entered(room, admitted(room, role=PeerRole.OBSERVER)).me.id
    assert refused(moderation.cohost, room, peer, by=host) == "room_full"


def test_history_says_who_put_somebody_out(room: Room, host: User) -> None:
    moderation.remove(room, entered(room, admitted(room)).me.id, ban=True, by=host)
    events: Any = apps.get_model("rooms", "RoomMemberEvent")
    last = events.objects.order_by("-pgh_id").select_related("pgh_context").first()
    assert (last.pgh_context.metadata["user"], last.banned_at is None) == (host.pk, False)


# ---- Rights given and taken ----


def test_a_cohost_is_a_host_on_every_device_until_it_is_taken_back(room: Room, host: User, told: Told) -> None:
    student = admitted(room, factories.user(Role.TEACHER))
    peer = entered(room, student).me.id
    entered(room, student, as_="camera")
    moderation.cohost(room, peer, by=host)
    assert access.is_host(room, student)
    shown = [event["peer"] for event in told if event["type"] == "peer.updated"]
    assert [(each["role"], each["permits"]) for each in shown] == [("host", {"share": True})] * 2
    moderation.cohost(room, peer, by=host, on=False)
    assert not access.is_host(room, student)
    assert RoomPeer.objects.get(pk=peer).is_host is False


def test_guests_do_not_become_hosts_and_the_owner_is_one_already(room: Room, host: User) -> None:
    peer = entered(room, admitted(room, guest())).me.id
    assert refused(moderation.cohost, room, peer, by=host) == "guest_host"
    assert refused(moderation.cohost, room, peer_of(host), by=host) == "owner"


def test_sharing_is_permitted_and_taken_back(room: Room, host: User, told: Told) -> None:
    student = admitted(room)
    peer = entered(room, student).me.id
    moderation.permit(room, peer, True, by=host)
    moderation.permit(room, peer, False, by=host)
    shown = [event["peer"]["permits"] for event in told if event["type"] == "peer.updated"]
    assert shown == [{"share": True}, {"share": False}]


def test_a_camera_that_may_share_stays_its_owners(room: Room, host: User, told: Told) -> None:
    camera = entered(room, host, as_="camera").me
    moderation.permit(room, camera.id, True, by=host)
    assert told[-1]["peer"]["of"] == str(peer_of(host))


@pytest.mark.parametrize("is_all", [False, True])
def test_a_lowered_hand_is_down_for_those_who_come_later(room: Room, host: User, told: Told, is_all: bool) -> None:
    one, two = (entered(room, admitted(room)).me.id for _ in range(2))
    for peer in (one, two):
        admission.note_state(peer, {"hand": True, "mic": True})
    moderation.lower(room, None if is_all else one, by=host)
    states = {view.id: view.state for view in entered(room, admitted(room)).others}
    assert told[-1] == {"type": "hand.lowered", "peer": None if is_all else str(one)}
    assert [states[one]["hand"], states[two]["hand"], states[one]["mic"]] == [False, not is_all, True]


def test_nobody_else_has_a_hand_to_lower(room: Room, host: User) -> None:
    assert refused(moderation.lower, room, uuid4(), by=host) == "no_such_peer"


def test_the_spotlight_is_told_and_kept_for_those_who_come_later(room: Room, host: User, told: Told) -> None:
    peer = peer_of(host)
    moderation.spotlight(room, peer, by=host)
    assert told[-1] == {"type": "spotlight", "peer": str(peer)}
    assert entered(room, admitted(room)).room.spotlight == peer
    moderation.spotlight(room, None, by=host)
    assert told[-1] == {"type": "spotlight", "peer": None}


def test_a_silent_observer_is_not_shown_large(room: Room, host: User) -> None:
    peer = entered(room, admitted(room, role=PeerRole.OBSERVER)).me.id
    assert refused(moderation.spotlight, room, peer, by=host) == "not_allowed"


def test_nothing_is_done_in_a_closed_room(room: Room, host: User) -> None:
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    assert refused(moderation.lock, room, True, by=host) == "not_open"
    assert RoomPeer.objects.filter(status=PeerStatus.JOINED).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_hosts_who_close_at_once_both_find_it_closed(room: Room, host: User, cohost: User) -> None:
    def closes(by: User) -> str:
        try:
            return lifecycle.close(Room.objects.get(), reason=ClosedReason.HOST_ENDED, by=by).closed_reason
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(closes, [host, cohost])) == [ClosedReason.HOST_ENDED] * 2
