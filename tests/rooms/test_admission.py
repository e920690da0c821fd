"""Who comes in, who waits, who comes back; gate 5 of rooms.md."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from rooms import admission, knocking, lifecycle, moderation, seen
from rooms.enums import ClosedReason, KnockAnswer, PeerRole, PeerStatus, RoomKind, RoomStatus
from rooms.models import Lesson, Room, RoomKnock, RoomPeer
from rooms.refusals import Refused
from school import archive, clock
from tests import factories
from tests.rooms.people import admitted, entered, guest, outcome, refusal, right, session_of, waits

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


# ---- Nobody comes in who may not ----


@pytest.mark.parametrize("key", [None, "", "no-such-session"])
def test_without_a_session_nobody_comes_in(room: Room, key: str | None) -> None:
    with pytest.raises(Refused) as refused:
        admission.enter(key, room.slug)
    assert (refused.value.close_code, refused.value.reason) == (4401, "not_signed_in")


def test_the_session_is_asked_before_the_room() -> None:
    with pytest.raises(Refused) as refused:
        admission.enter(None, "no-such-room")
    assert refused.value.close_code == 4401


def test_a_guest_whose_time_is_over_is_nobody(room: Room) -> None:
    key = session_of(right(room, guest()))
    User.objects.filter(is_guest=True).update(expires_at=clock.now())
    with pytest.raises(Refused) as refused:
        admission.enter(key, room.slug)
    assert refused.value.close_code == 4401


def test_there_is_no_such_room(host: User) -> None:
    assert refusal(Room(slug="no-such-room"), host) == (4404, "no_such_room")


def test_a_room_that_was_put_away_is_not_there(room: Room, host: User) -> None:
    archive.archive(room, by=host, reason="away")
    assert refusal(room, host) == (4404, "no_such_room")


def test_a_closed_room_says_why(room: Room, host: User) -> None:
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    assert refusal(room, host) == (4410, ClosedReason.HOST_ENDED)


def test_a_stranger_does_not_learn_that_a_room_is_closed(room: Room, host: User) -> None:
    lifecycle.close(room, reason=ClosedReason.HOST_ENDED, by=host)
    stranger = factories.user(Role.STUDENT)
    assert refusal(room, stranger) == (4403, "not_allowed")
    with pytest.raises(Refused) as refused:
        admission.resume(session_of(stranger), room.slug, peer=uuid4(), secret="s")
    assert refused.value.close_code == 4403


def test_a_room_closes_in_the_moment_in_which_its_time_is_over(taught: Room, host: User) -> None:
    Room.objects.update(not_after=clock.now())
    assert refusal(taught, host) == (4410, ClosedReason.EXPIRED)
    taught.refresh_from_db()
    assert taught.status == RoomStatus.CLOSED
    assert set(RoomPeer.objects.values_list("status", flat=True)) == {PeerStatus.LEFT}


def test_before_its_time_only_hosts_come_in(room: Room, host: User) -> None:
    Room.objects.update(not_before=clock.now() + timedelta(minutes=5))
    assert refusal(room, admitted(room)) == (4403, "not_open_yet")
    assert entered(room, host)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_has_no_right_to_the_room_does_not_come_in_whatever_they_are(room: Room, role: Role) -> None:
    assert refusal(room, factories.user(role)) == (4403, "not_allowed")


def test_whoever_was_banned_does_not_come_in(taught: Room) -> None:
    assert refusal(taught, right(taught, banned_at=clock.now())) == (4403, "banned")


def test_nobody_enters_in_somebody_elses_place(client: Client, room: Room, host: User) -> None:
    client.force_login(factories.user(Role.ADMIN))
    client.post("/hijack/acquire/", {"user_pk": host.pk})
    with pytest.raises(Refused) as refused:
        admission.enter(client.session.session_key, room.slug)
    assert refused.value.reason == "as_somebody_else"


def test_a_colleague_without_second_factor_is_kept_out_once_their_time_is_over(room: Room) -> None:
    person = factories.user(Role.STAFF)
    User.objects.filter(pk=person.pk).update(office_since=clock.now() - timedelta(days=365))
    assert refusal(room, right(room, person)) == (4403, "second_factor")


def test_a_teacher_who_is_none_any_more_does_not_enter_their_former_room(room: Room, host: User) -> None:
    host.role = Role.STUDENT
    host.save()
    assert refusal(room, host) == (4403, "not_allowed")


def test_every_refusal_has_a_sentence_for_people(room: Room) -> None:
    for reason in ("not_signed_in", "banned", "room_full", ClosedReason.IDLE):
        assert len(str(Refused(4403, reason))) > 10


# ---- Coming in ----


def test_the_owner_comes_straight_in_as_host(room: Room, host: User) -> None:
    found = entered(room, host)
    assert (found.me.is_host, found.me.role, found.me.display_name) == (True, PeerRole.HOST, "Cô Hà")
    assert (found.others, found.lobby, found.is_resumed, found.sent_seq) == ((), (), False, 0)
    assert found.me.permits == {"share": True}
    assert found.person == host


def test_only_a_digest_of_the_secret_is_stored(room: Room, host: User) -> None:
    found = entered(room, host)
    assert RoomPeer.objects.get().secret_digest == admission.digest(found.secret) != found.secret


def test_the_first_who_comes_in_begins_the_lesson_and_others_join_it(room: Room, host: User) -> None:
    entered(room, host)
    entered(room, admitted(room))
    lesson = Lesson.objects.get()
    assert list(RoomPeer.objects.values_list("lesson", flat=True)) == [lesson.pk, lesson.pk]


def test_who_comes_in_sees_everybody_else(taught: Room, host: User) -> None:
    found = entered(taught, admitted(taught))
    assert [(other.display_name, other.is_host) for other in found.others] == [("Cô Hà", True)]
    assert (found.me.role, found.me.permits) == (PeerRole.STUDENT, {"share": False})


def test_a_cohost_is_a_host(taught: Room) -> None:
    Room.objects.update(kind=RoomKind.CLASS, capacity=20)
    assert entered(taught, right(taught, role=PeerRole.HOST)).me.is_host


def test_one_on_one_without_lobby_goes_straight_in_while_a_host_is_there(taught: Room) -> None:
    Room.objects.update(has_lobby=False)
    student = right(taught)
    assert entered(taught, student)
    # A lock does not shut out whoever has been in since the room was opened.
    Room.objects.update(is_locked=True)
    admission.leave(RoomPeer.objects.get(user=student).pk)
    assert entered(taught, student)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Bảo   An ", "Bảo An"),
        ("Ba\u0309o", "Bảo"),
        ("An\x00\x1b\u202e\nKhoa", "An Khoa"),
        ("", "Mẹ Bảo An"),
        ("\u200b \x07", "Mẹ Bảo An"),
        ("a" * 200, "a" * 80),
        ("\ud800An", "An"),
        ("Cô Hà", "Cô Hà"),
    ],
)
def test_a_guest_may_say_how_to_be_called(taught: Room, typed: str, shown: str) -> None:
    found = entered(taught, admitted(taught, guest()), display_name=typed)
    assert (found.me.display_name, found.me.is_host) == (shown, False)


def test_an_account_is_called_what_it_is(taught: Room) -> None:
    student = admitted(taught, factories.user(name="Khoa"))
    assert entered(taught, student, display_name="Cô Hà").me.display_name == "Khoa"


# ---- The lobby ----


def test_students_wait_for_a_host_to_let_them_in(taught: Room) -> None:
    found = waits(taught, right(taught))
    assert (found.reason, found.room.slug) == ("lobby", taught.slug)
    assert RoomKnock.objects.get().pk == found.knock_id
    assert not RoomPeer.objects.filter(role=PeerRole.STUDENT).exists()


@pytest.mark.parametrize(
    ("has_lobby", "is_locked", "is_host_there", "reason"),
    [
        (True, False, False, "no_host"),
        (False, False, False, "no_host"),
        (True, True, False, "no_host"),
        (True, True, True, "locked"),
        (False, True, True, "locked"),
        (True, False, True, "lobby"),
    ],
)
def test_what_somebody_waits_for(
    room: Room, host: User, has_lobby: bool, is_locked: bool, is_host_there: bool, reason: str
) -> None:
    Room.objects.update(has_lobby=has_lobby, is_locked=is_locked)
    if is_host_there:
        entered(room, host)
    assert waits(room, right(room)).reason == reason


def test_an_observer_is_always_let_in_by_a_host(taught: Room, host: User) -> None:
    Room.objects.update(has_lobby=False)
    parent = right(taught, role=PeerRole.OBSERVER)
    moderation.admit(taught, waits(taught, parent).knock_id, by=host)
    assert entered(taught, parent).me.role == PeerRole.OBSERVER


def test_somebody_who_knocks_twice_waits_once_under_the_later_name(taught: Room) -> None:
    parent = right(taught, guest())
    assert waits(taught, parent).knock_id == waits(taught, parent, display_name="Ba của An").knock_id
    assert RoomKnock.objects.get().display_name == "Ba của An"


def test_a_host_who_comes_in_sees_who_waits(room: Room, host: User) -> None:
    waits(room, right(room, factories.user(name="An")))
    waits(room, right(room, factories.user(name="Mẹ An"), PeerRole.OBSERVER))
    found = entered(room, host)
    assert [(each.display_name, each.role) for each in found.lobby] == [("An", "student"), ("Mẹ An", "observer")]


def test_whoever_comes_in_waits_no_more(taught: Room) -> None:
    student = right(taught)
    waits(taught, student)
    Room.objects.update(has_lobby=False)
    entered(taught, student)
    assert RoomKnock.objects.get().answer == KnockAnswer.ADMITTED


def test_whoever_was_let_in_does_not_wait_again_until_the_room_is_opened_anew(taught: Room, host: User) -> None:
    student = admitted(taught)
    admission.leave(entered(taught, student).me.id)
    assert entered(taught, student)
    lifecycle.close(taught, reason=ClosedReason.HOST_ENDED, by=host)
    lifecycle.reopen(taught, by=host)
    assert waits(taught, student).reason == "no_host"


def test_whoever_comes_back_to_the_lobby_at_once_has_never_been_away(taught: Room) -> None:
    student = right(taught)
    knock = waits(taught, student).knock_id
    admission.stop_waiting(knock)
    assert waits(taught, student).knock_id == knock
    admission.stop_waiting(knock)
    RoomKnock.objects.update(answered_at=clock.now() - knocking.TAKEN_UP_FOR)
    assert waits(taught, student).knock_id != knock


def test_a_knock_at_a_room_that_was_opened_anew_is_a_new_one(taught: Room) -> None:
    student = right(taught)
    knock = waits(taught, student).knock_id
    admission.stop_waiting(knock)
    Room.objects.update(opened_at=clock.now())
    assert waits(taught, student).knock_id != knock


def test_hosts_see_another_name_of_a_guest_who_waits(taught: Room, told: list[Any]) -> None:
    parent = right(taught, guest())
    for name in ("Mẹ Bảo An", "Ba Bảo An"):
        waits(taught, parent, display_name=name)
    shown = [event["waiting"][0]["display_name"] for event in told if event["type"] == "lobby"]
    assert shown == ["Mẹ Bảo An", "Ba Bảo An"]


def test_a_socket_in_another_process_is_told_when_the_knock_has_ended(taught: Room, told: list[Any]) -> None:
    knock = waits(taught, right(taught)).knock_id
    admission.stop_waiting(knock)
    assert {"type": "knock.answered", "knock": knock, "answer": "gone"} in told


@pytest.mark.parametrize(
    ("change", "signs_out", "found"),
    [({}, False, None), ({}, True, "left"), ({"is_active": False}, False, "removed")],
)
def test_who_may_not_come_back_is_out_at_once(
    taught: Room, told: list[Any], change: dict[str, Any], signs_out: bool, found: str | None
) -> None:
    student = admitted(taught)
    key, peer = session_of(student), entered(taught, student).me.id
    User.objects.filter(pk=student.pk).update(**{"is_active": True} | change)
    assert admission.end_session(peer, "" if signs_out else key) is (found is not None)
    assert [event["reason"] for event in told if event["type"] == "peer.left"] == ([found] if found else [])


def test_hosts_see_who_is_a_guest_and_the_first_of_a_crowd(taught: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MOST_SHOWN", 2)
    Room.objects.update(capacity=9)
    for number in range(4):
        waits(taught, right(taught, guest(f"Mẹ {number}") if number == 0 else None))
    frame = seen.lobby_frame(seen.lobby(taught))
    assert ([knock["guest"] for knock in frame["waiting"][:2]], frame["more"]) == ([True, False], 2)
    assert [entered(taught, who).me.frame()["guest"] for who in (admitted(taught), admitted(taught, guest()))] == [
        False,
        True,
    ]


def test_whoever_stops_waiting_leaves_the_lobby(taught: Room) -> None:
    knock = waits(taught, right(taught)).knock_id
    assert admission.stop_waiting(knock)
    assert RoomKnock.objects.get().answer == KnockAnswer.GONE
    assert not admission.stop_waiting(knock)
    assert not admission.stop_waiting(knock + 1)


def test_a_beat_keeps_a_knock_alive(taught: Room) -> None:
    knock = waits(taught, right(taught)).knock_id
    RoomKnock.objects.update(last_seen_at=clock.now() - timedelta(minutes=1))
    admission.still_waiting([knock])
    assert clock.now() - RoomKnock.objects.get().last_seen_at < timedelta(seconds=30)


# ---- Places ----


def test_one_on_one_is_full_with_two(taught: Room) -> None:
    entered(taught, admitted(taught))
    assert refusal(taught, admitted(taught)) == (4403, "room_full")


def test_a_place_is_kept_for_the_host(room: Room, host: User) -> None:
    entered(room, admitted(room))
    assert refusal(room, admitted(room)) == (4403, "room_full")
    assert entered(room, host)


def test_one_silent_observer_takes_no_place_and_a_second_finds_none(taught: Room) -> None:
    entered(taught, admitted(taught, role=PeerRole.OBSERVER))
    assert entered(taught, admitted(taught))
    assert refusal(taught, admitted(taught, role=PeerRole.OBSERVER)) == (4403, "room_full")


def test_the_owner_comes_in_even_when_somebody_stands_in_for_them(room: Room, host: User) -> None:
    entered(room, right(room, factories.user(Role.TEACHER), PeerRole.HOST))
    entered(room, admitted(room))
    assert entered(room, host)


def test_a_second_camera_takes_no_place(taught: Room, host: User) -> None:
    entered(taught, host, as_="camera")
    assert entered(taught, admitted(taught))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_for_the_last_place_one_gets_it(room: Room, host: User) -> None:
    entered(room, host)
    keys = [session_of(admitted(room)) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda key: outcome(key, room), keys)) == ["Entered", "room_full"]
