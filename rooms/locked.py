"""A room's row, held: whoever changes who is in a room does so one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.db import connection, transaction

from rooms import access
from rooms.enums import RoomStatus
from rooms.models import Room
from rooms.refusals import Refused
from school.compiled import Compiled

# No address has a question mark.
_SLUG = "?"
# Asked by everybody who comes in.
_BY_SLUG = Compiled(lambda: Room.objects.active().select_for_update(of=("self",), no_key=True).filter(slug=_SLUG))


def held(pk: int) -> Room:
    """The row as stored now, until the transaction ends; rows that refer to it are written meanwhile."""
    return Room.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def held_by_slug(slug: str) -> Room | None:
    """As `held`; None if there is no such room, or it has been put away."""
    if not connection.in_atomic_block:
        # Django asks only once, when it makes the SQL.
        raise transaction.TransactionManagementError("A row is held in a transaction alone.")
    return next(iter(_BY_SLUG.objects({_SLUG: slug})), None)


@contextmanager
def as_host(room: Room, by: Any) -> Iterator[Room]:
    """The room as stored now, for a host of it (else Refused); history knows who did what is done meanwhile."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        stored = held(room.pk)
        access.check_host(stored, by)
        yield stored


@contextmanager
def open_as_host(room: Room, by: Any) -> Iterator[Room]:
    """As `as_host`; Refused too while the room is closed."""
    with as_host(room, by) as stored:
        if stored.status != RoomStatus.OPEN or stored.is_archived:
            raise Refused(None, "not_open")
        yield stored
