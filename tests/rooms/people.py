"""People before the doors of rooms, for tests."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from rooms import admission
from rooms.admission import Elsewhere, Entered, Waiting
from rooms.enums import PeerRole
from rooms.models import Room, RoomMember, RoomPeer
from rooms.refusals import Refused
from school import clock
from tests import factories


def session_of(person: User) -> str:
    """The key of a session in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def guest(name: str = "Mẹ Bảo An") -> User:
    """Somebody who came by a link."""
    return User.objects.create_guest(name, expires_at=clock.now() + timedelta(days=1))


def right(room: Room, person: User | None = None, role: PeerRole = PeerRole.STUDENT, **fields: Any) -> User:
    """Somebody with a right to the room."""
    person = person or factories.user(Role.STUDENT)
    RoomMember.objects.create(room=room, user=person, role=role, **fields)
    return person


def admitted(room: Room, person: User | None = None, role: PeerRole = PeerRole.STUDENT) -> User:
    """Somebody whom a host has let in."""
    return right(room, person, role, admitted_at=clock.now())


def enters(room: Room, person: User, **more: Any) -> Entered | Waiting | Elsewhere:
    """What becomes of a hello."""
    return admission.enter(session_of(person), room.slug, process="one", **more)


def entered(room: Room, person: User, **more: Any) -> Entered:
    """The person is in the room."""
    found = enters(room, person, **more)
    assert isinstance(found, Entered)
    return found


def dropped(sent_seq: int = 0) -> None:
    """Nobody who is in a room has a socket any more."""
    RoomPeer.objects.joined().update(away_since=clock.now(), process="", sent_seq=sent_seq)


def waits(room: Room, person: User, **more: Any) -> Waiting:
    """The person is in the lobby."""
    found = enters(room, person, **more)
    assert isinstance(found, Waiting)
    return found


def outcome(key: str, room: Room) -> str:
    """What becomes of a hello, in a thread of its own."""
    try:
        return type(admission.enter(key, room.slug)).__name__
    except Refused as refused:
        return refused.reason
    finally:
        connection.close()


def refusal(room: Room, person: User, **more: Any) -> tuple[int | None, str]:
    """Code and reason with which the person is not let in."""
    with pytest.raises(Refused) as refused:
        enters(room, person, **more)
    return refused.value.close_code, refused.value.reason
