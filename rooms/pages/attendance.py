"""Who was in a lesson, from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rooms.enums import PeerRole, PeerStatus
from rooms.models import Lesson, RoomPeer
from school import clock


@dataclass(frozen=True)
class Stay:
    """From when to when; without an end while they are there."""

    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Attendee:
    """One person of a lesson with all their stays, the earliest first."""

    name: str
    is_host: bool
    is_observer: bool
    stays: list[Stay] = field(default_factory=list)


@dataclass(frozen=True)
class Attended:
    """A lesson as its host reads it."""

    lesson: Lesson
    minutes: int
    people: list[Attendee]


def attended(lesson: Lesson, stays: Iterable[RoomPeer]) -> Attended:
    """The lesson; `stays` are those of people, without second cameras, the earliest first."""
    people: dict[int, Attendee] = {}
    for stay in stays:
        is_there = stay.status == PeerStatus.JOINED
        person = people.setdefault(
            stay.user_id, Attendee(stay.display_name, stay.is_host, stay.role == PeerRole.OBSERVER)
        )
        person.stays.append(Stay(stay.joined_at, None if is_there else stay.last_seen_at))
    lasted = (lesson.ended_at or clock.now()) - lesson.began_at
    return Attended(lesson, round(lasted / timedelta(minutes=1)), list(people.values()))
