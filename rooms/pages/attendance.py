"""Who was in a lesson, from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rooms.enums import PeerRole, PeerStatus
from rooms.models import Lesson, RoomPeer
from school import clock

# Whoever reloads the page, or comes back to it, has not been away.
_GAP = timedelta(minutes=2)


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
        _add(person.stays, Stay(stay.joined_at, None if is_there else stay.last_seen_at))
    lasted = (lesson.ended_at or clock.now()) - lesson.began_at
    return Attended(lesson, round(lasted / timedelta(minutes=1)), list(people.values()))


def _add(stays: list[Stay], stay: Stay) -> None:
    """As one with the stay before it, if only moments lie between; two devices at once are one stay, too."""
    last = stays[-1] if stays else None
    if last is None or (last.ended_at and stay.began_at - last.ended_at > _GAP):
        stays.append(stay)
    else:
        ends = max(last.ended_at, stay.ended_at) if last.ended_at and stay.ended_at else None
        stays[-1] = Stay(last.began_at, ends)
