"""From when to when people were in a lesson."""

from datetime import timedelta

from rooms.enums import PeerRole, PeerStatus
from rooms.models import Lesson, RoomPeer
from rooms.pages.attendance import Stay, attended
from school import clock

BEGAN = clock.now()


def stay(began: int, ended: int) -> RoomPeer:
    """Of one person, in minutes of the lesson."""
    times = {"joined_at": BEGAN + timedelta(minutes=began), "last_seen_at": BEGAN + timedelta(minutes=ended)}
    return RoomPeer(user_id=1, display_name="An", role=PeerRole.STUDENT, status=PeerStatus.LEFT, **times)


def test_two_devices_at_once_are_one_stay_until_the_last_of_them_leaves() -> None:
    lesson = Lesson(began_at=BEGAN, ended_at=BEGAN + timedelta(minutes=60))
    [person] = attended(lesson, [stay(0, 50), stay(5, 10), stay(55, 60)]).people
    ends = [(BEGAN + timedelta(minutes=began), BEGAN + timedelta(minutes=end)) for began, end in ((0, 50), (55, 60))]
    assert person.stays == [Stay(*each) for each in ends]
