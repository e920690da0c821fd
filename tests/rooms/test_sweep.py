"""What no event sets right."""

import os
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.utils import timezone

from rooms import admission, locked, sweep, tasks
from rooms.enums import ClosedReason, KnockAnswer, PeerStatus, RoomStatus, SignalKind
from rooms.models import Lesson, Room, RoomKnock, RoomPeer, SignalingMessage
from school import clock
from school.celery import app
from school.locks import Lock
from school.models import Heartbeat
from tests import factories
from tests.rooms.people import admitted, entered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def steady(db: None) -> None:
    """The database has been there for a minute, and every sweep was made."""
    Heartbeat.objects.create(name="rooms.swept", seen_at=clock.now())
    Heartbeat.objects.create(name="rooms.steady", seen_at=clock.now() - timedelta(seconds=60))


@pytest.fixture
def room() -> Room:
    """A room with its host in it."""
    room = factories.room()
    entered(room, room.host)
    return room


def ago(seconds: float) -> Any:
    """By the database's clock."""
    return Now() - timedelta(seconds=seconds)


def opened(room: Room, seconds: float) -> None:
    """It was opened that long ago."""
    Room.objects.filter(pk=room.pk).update(opened_at=ago(seconds))


def left(room: Room, seconds: float) -> None:
    """Its host left that long ago."""
    host = RoomPeer.objects.get(room=room, user=room.host)
    admission.leave(host.pk)
    RoomPeer.objects.filter(pk=host.pk).update(last_seen_at=ago(seconds))


def outcome(room: Room) -> str:
    """Why the room is closed after a sweep; empty if it is not."""
    tasks.sweep()
    room.refresh_from_db()
    return room.closed_reason


@pytest.mark.parametrize(("seconds", "status"), [(40, PeerStatus.JOINED), (50, PeerStatus.LEFT)])
def test_whoever_was_not_heard_of_for_long_has_left(room: Room, seconds: int, status: str) -> None:
    RoomPeer.objects.update(last_seen_at=ago(seconds))
    sweep.sweep()
    assert RoomPeer.objects.get().status == status


def test_everybody_is_told_who_has_left(room: Room, told: list[dict[str, Any]]) -> None:
    RoomPeer.objects.update(last_seen_at=ago(50))
    sweep.sweep()
    assert [(event["type"], event["reason"]) for event in told if event["type"] == "peer.left"] == [
        ("peer.left", "timeout")
    ]


@pytest.mark.parametrize(("seconds", "reason"), [(290, ""), (310, ClosedReason.IDLE)])
def test_a_room_nobody_is_in_closes(room: Room, seconds: int, reason: str) -> None:
    opened(room, 3600)
    left(room, seconds)
    assert outcome(room) == reason


@pytest.mark.parametrize(("seconds", "reason"), [(86_300, ""), (86_500, ClosedReason.IDLE)])
def test_a_room_nobody_ever_came_to_closes_after_a_day(seconds: int, reason: str) -> None:
    room = factories.room()
    opened(room, seconds)
    assert outcome(room) == reason


def test_a_room_waits_for_its_window(room: Room) -> None:
    opened(room, 3600)
    left(room, 3000)
    Room.objects.update(not_before=Now() + timedelta(hours=1))
    assert outcome(room) == ""


def test_a_room_somebody_waits_for_does_not_close() -> None:
    room = factories.room()
    opened(room, 90_000)
    RoomKnock.objects.create(room=room, user=factories.user(), display_name="An")
    assert outcome(room) == ""


@pytest.mark.parametrize(("seconds", "reason"), [(290, ""), (310, ClosedReason.HOST_ABSENT)])
def test_a_room_whose_host_is_away_for_long_closes(room: Room, seconds: int, reason: str) -> None:
    entered(room, admitted(room))
    left(room, seconds)
    assert outcome(room) == reason


def test_a_room_that_has_never_had_a_host_goes_on() -> None:
    room = factories.room()
    entered(room, admitted(room))
    opened(room, 3600)
    assert outcome(room) == ""


def test_a_host_of_an_earlier_lesson_does_not_count(room: Room) -> None:
    left(room, 3600)
    Lesson.objects.update(ended_at=Now(), ended_reason=ClosedReason.HOST_ENDED)
    entered(room, admitted(room))
    assert outcome(room) == ""


def test_a_room_closes_when_its_time_is_over(room: Room) -> None:
    Room.objects.update(not_after=ago(1))
    assert outcome(room) == ClosedReason.EXPIRED
    assert RoomPeer.objects.get().status == PeerStatus.LEFT


def test_somebody_who_comes_in_meanwhile_keeps_the_room_open(room: Room) -> None:
    opened(room, 3600)
    left(room, 310)
    found = sweep.due()
    assert list(found.values_list("pk", flat=True)) == [room.pk]
    entered(room, room.host)
    sweep._in_room(room.pk, sweep._close_if_due)
    room.refresh_from_db()
    assert room.status == RoomStatus.OPEN


def test_whoever_waits_and_was_not_heard_of_is_gone(room: Room) -> None:
    RoomKnock.objects.create(room=room, user=factories.user(), display_name="An", last_seen_at=ago(50))
    sweep.sweep()
    assert RoomKnock.objects.get().answer == KnockAnswer.GONE


def test_signals_nobody_came_back_for_are_forgotten(room: Room) -> None:
    peer = RoomPeer.objects.get()
    for seconds in (-1, 10):
        expires = Now() + timedelta(seconds=seconds)
        SignalingMessage.objects.create(
            room=room, recipient=peer, kind=SignalKind.EVENT, payload={}, expires_at=expires
        )
    sweep.sweep()
    assert SignalingMessage.objects.count() == 1


def test_a_lesson_that_was_left_running_in_a_closed_room_ends(room: Room) -> None:
    closed = {"status": RoomStatus.CLOSED, "closed_reason": ClosedReason.HOST_ENDED, "closed_at": clock.now()}
    Room.objects.update(**closed)
    sweep.sweep()
    lesson = Lesson.objects.get()
    assert (lesson.ended_reason, lesson.ended_at is None) == (ClosedReason.HOST_ENDED, False)


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_jump_of_the_clock_ends_nothing(room: Room, jump: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    real = timezone.now
    entered(room, admitted(room))
    monkeypatch.setattr(clock, "now", lambda: real() + jump)
    entered(room, room.host, as_="move")
    assert outcome(room) == ""
    assert RoomPeer.objects.joined().count() == 2


def outage(room: Room) -> None:
    """Nobody could write for long, neither the processes that hold sockets nor the sweep."""
    RoomKnock.objects.create(room=room, user=factories.user(), display_name="An")
    for rows in (RoomPeer, RoomKnock):
        rows.objects.update(last_seen_at=ago(330))
    Heartbeat.objects.update(seen_at=ago(330))


def test_the_silence_of_a_database_that_was_away_ends_nobodys_lesson(room: Room) -> None:
    entered(room, admitted(room))
    outage(room)
    assert [outcome(room), outcome(room)] == ["", ""]
    assert (RoomPeer.objects.joined().count(), RoomKnock.objects.get().answer) == (2, "")


def test_whoever_is_silent_long_after_it_was_away_has_left(room: Room) -> None:
    outage(room)
    sweep.sweep()
    Heartbeat.objects.filter(name="rooms.steady").update(seen_at=ago(46))
    assert outcome(room) == ClosedReason.HOST_ABSENT
    assert (RoomPeer.objects.joined().count(), RoomKnock.objects.get().answer) == (0, KnockAnswer.GONE)


def test_a_room_whose_time_is_over_closes_also_after_an_outage(room: Room) -> None:
    outage(room)
    Room.objects.update(not_after=ago(1))
    assert outcome(room) == ClosedReason.EXPIRED


def test_a_sweep_that_fails_counts_as_missed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise OperationalError

    Heartbeat.objects.update(seen_at=ago(20))
    monkeypatch.setattr(sweep, "end_lessons", lost)
    with pytest.raises(OperationalError):
        sweep.sweep()
    assert Heartbeat.objects.filter(seen_at__lte=ago(19)).count() == 2


def test_a_room_that_cannot_be_dealt_with_keeps_no_other_waiting(room: Room) -> None:
    sweep._in_room(room.pk + 1, locked.held)  # type: ignore[arg-type]  # never called
    sweep._in_room(room.pk, sweep._close_if_due)
    room.refresh_from_db()
    assert room.status == RoomStatus.OPEN


@pytest.mark.django_db(transaction=True)
def test_one_sweep_at_a_time() -> None:
    room = factories.room()
    opened(room, 90_000)
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]) as other:
        other.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.ROOMS.value])
        assert outcome(room) == ""
        # Said aloud: a session that merely ends gives its locks back a moment later.
        other.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.ROOMS.value])
    assert outcome(room) == ClosedReason.IDLE


def test_the_beat_sweeps_every_quarter_of_a_minute() -> None:
    entry = app.conf.beat_schedule["sweep-rooms"]
    assert (entry["task"], entry["schedule"]) == (tasks.sweep.name, 15.0)
