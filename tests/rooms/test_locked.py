"""Rows of rooms, held."""

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from rooms import locked, moderation
from rooms.models import RoomPeer
from tests import factories
from tests.rooms.halls import a_peer


def test_without_a_transaction_no_row_is_held() -> None:
    for _ in range(2):
        with pytest.raises(TransactionManagementError):
            locked.held_by_slug("any-room")


@pytest.mark.django_db
def test_many_hands_are_lowered_in_the_order_of_their_ids_and_as_fast_as_one() -> None:
    room, asked = factories.room(), list[int]()
    for hands in (0, 1, 3):
        for _ in range(hands):
            a_peer(room, state={"hand": True, "mic": True})
        with CaptureQueriesContext(connection) as made:
            moderation.lower(room, None, by=room.host)
        asked.append(len(made))
    assert asked[1] == asked[2]
    assert any('ORDER BY "rooms_roompeer"."id" ASC FOR NO KEY UPDATE' in query["sql"] for query in made)
    assert {(peer.state["hand"], peer.state["mic"]) for peer in RoomPeer.objects.all()} == {(False, True)}
