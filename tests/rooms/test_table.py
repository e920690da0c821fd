"""Rooms in memory: events, relays, and who hears of what."""

import time
from typing import Any

import pytest

from rooms.wire import events
from rooms.wire.close import Close
from rooms.wire.outside import Alone
from rooms.wire.seat import Seat
from rooms.wire.table import Member, Table, Waiter
from tests.room_sockets import ROOM, laid, seated, shown
from tests.rooms.halls import until


class Notes(Alone):
    """An outside that writes down what it is given."""

    def __init__(self) -> None:
        self.said: list[tuple[Any, ...]] = []

    def unfollow(self, room: int) -> None:
        self.said.append(("unfollow", room))

    def publish(self, room: int, event: dict[str, Any]) -> None:
        self.said.append(("publish", event["type"]))

    def post(self, table: Table, member: Member, text: str, *, sender: str | None) -> None:
        self.said.append(("post", member.id, text, sender))

    def released(self, seat: Seat) -> None:
        self.said.append(("released", seat.member.id))


def noting(table: Table) -> list[tuple[Any, ...]]:
    notes = table.hall.outside = Notes()
    return notes.said


async def test_others_hear_of_a_newcomer_and_the_newcomer_does_not() -> None:
    table = laid()
    _first, here = seated(table)
    second, there = seated(table)
    assert here.frames == [{"seq": 1, "type": "peer.joined", "peer": second.member.shown}]
    assert there.frames == []


async def test_a_frame_goes_to_a_seat_here_or_outside_or_to_nobody() -> None:
    table = laid()
    seat, ear = seated(table)
    far = table.add(shown(), user=2, process="another")
    said = noting(table)
    assert table.send(seat.member.id, '{"type":"x"}', sender="s")
    assert table.send(far.id, '{"type":"x"}', sender="s")
    assert not table.send("stranger", '{"type":"x"}', sender="s")
    assert ear.frames == [{"seq": 1, "type": "x"}]
    assert said == [("post", far.id, '{"type":"x"}', "s")]


async def test_a_peer_of_another_room_cannot_be_reached() -> None:
    table = laid(1)
    stranger, ear = seated(table.hall.table(2, dict(ROOM)))
    assert not table.send(stranger.member.id, '{"type":"x"}', sender="s")
    assert ear.frames == []


async def test_what_a_verb_changes_in_a_peer_keeps_what_it_sends_now() -> None:
    table = laid()
    seat, ear = seated(table)
    id_ = seat.member.id
    table.hall.apply(1, {"type": "peer.state", "peer": id_, "state": {"mic": True}})
    table.hall.apply(1, {"type": "peer.away", "peer": id_})
    table.hall.apply(1, {"type": "peer.updated", "peer": shown(id=id_, role="host", is_host=True)})
    assert [frame["type"] for frame in ear.frames] == ["peer.updated"]
    assert (ear.frames[0]["peer"]["is_host"], ear.frames[0]["peer"]["state"]["mic"]) == (True, True)
    assert (seat.member.is_host, seat.member.shown["away"]) == (True, True)


async def test_away_and_back_are_told_once_each_to_the_others() -> None:
    table = laid()
    seat, ear = seated(table)
    _other, others = seated(table)
    ear.messages.clear()
    event = {"peer": seat.member.id}
    for kind in ("peer.away", "peer.away", "peer.resumed", "peer.resumed"):
        table.hall.apply(1, event | {"type": kind, "process": table.hall.process})
    assert [frame["type"] for frame in others.frames] == ["peer.away", "peer.updated"]
    assert ear.frames == []


async def test_a_peer_that_sits_in_another_process_gives_its_seat_here_up() -> None:
    table = laid()
    seat, ear = seated(table)
    said = noting(table)
    table.hall.apply(1, {"type": "peer.resumed", "peer": seat.member.id, "process": "another"})
    assert (ear.code, table.seats) == (Close.MOVED, {})
    assert said == [("unfollow", 1), ("released", seat.member.id)]


@pytest.mark.parametrize(
    ("reason", "code"), [("left", 1000), ("moved", 4409), ("removed", 4403), ("timeout", 4408), ("new", 4403)]
)
async def test_a_socket_of_somebody_who_has_left_closes_by_the_reason(reason: str, code: int) -> None:
    table = laid()
    seat, ear = seated(table)
    _other, others = seated(table)
    table.hall.apply(1, {"type": "peer.left", "peer": seat.member.id, "reason": reason})
    assert ear.code == code
    assert [frame.get("code") for frame in ear.frames if frame["type"] == "error"] == ["removed"] * (
        reason == "removed"
    )
    assert others.frames[-1] == {"seq": 1, "type": "peer.left", "peer": seat.member.id, "reason": reason}
    assert seat.member.id not in table.members


async def test_a_room_that_closes_says_why_and_closes_every_socket_and_whoever_waits() -> None:
    table = laid()
    said = noting(table)
    _seat, ear = seated(table)
    rung: list[dict[str, Any]] = []
    table.wait(7, Waiter(rung.append))
    table.hall.apply(1, {"type": "room.closed", "reason": "idle"})
    assert ear.frames == [{"seq": 1, "type": "room.closed", "reason": "idle"}]
    assert (ear.code, [event["reason"] for event in rung], table.members) == (4410, ["idle"], {})
    table.waiting.clear()
    table.hall.clear(table)
    assert (said[-1], table.hall.tables) == (("unfollow", 1), {})


async def test_whoever_remembers_an_earlier_table_puts_only_that_one_away() -> None:
    former = laid()
    hall = former.hall
    hall.clear(former)
    table = hall.table(1, former.shown)
    seated(table)
    hall.clear(former)
    assert hall.tables == {1: table}


async def test_a_table_with_people_before_the_door_stays() -> None:
    table = laid()
    table.wait(7, Waiter(lambda _event: None))
    seat, _ear = seated(table)
    table.hall.apply(1, {"type": "peer.left", "peer": seat.member.id, "reason": "left"})
    assert table.hall.tables == {1: table}


async def test_the_lobby_is_told_to_hosts_alone() -> None:
    table = laid()
    _student, others = seated(table)
    _host, ear = seated(table, is_host=True)
    others.messages.clear()
    table.hall.apply(1, {"type": "lobby", "waiting": [{"knock": 7}]})
    assert ear.frames == [{"seq": 1, "type": "lobby", "waiting": [{"knock": 7}], "more": 0}]
    assert others.frames == []


async def test_a_crowd_before_the_door_is_told_four_times_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    pause = 0.02
    monkeypatch.setattr(events, "LOBBY_S", pause)
    table = laid()
    _host, ear = seated(table, is_host=True)
    began = time.monotonic()
    for knock in range(30):
        table.hall.apply(1, {"type": "lobby", "waiting": [{"knock": knock}], "more": 0})
    await until(lambda: table.lobby_next is None)
    told = [frame["waiting"][0]["knock"] for frame in ear.frames]
    assert (told[0], told[-1]) == (0, 29)
    assert len(told) <= 1 + (time.monotonic() - began) / pause


async def test_two_sockets_of_one_person_both_hear_the_answer_and_the_last_ends_the_knock() -> None:
    table, rung = laid(), []  # type: ignore[var-annotated]  # of events
    one, two = Waiter(rung.append), Waiter(rung.append)
    for waiter in (one, two):
        table.wait(7, waiter)
    table.hall.apply(1, {"type": "knock.answered", "knock": 7, "answer": "admitted"})
    assert [event["answer"] for event in rung] == ["admitted"] * 2
    assert [table.stop_waiting(7, waiter) for waiter in (two, one)] == [False, True]
    assert not table.waiting


async def test_a_request_to_mute_goes_to_one_or_to_all_others() -> None:
    table = laid()
    host, ear = seated(table, is_host=True)
    one, ones = seated(table)
    _two, twos = seated(table)
    table.hall.apply(1, {"type": "mute.request", "from": host.member.id, "peer": one.member.id})
    table.hall.apply(1, {"type": "mute.request", "from": host.member.id, "peer": None})
    heard = [[frame["type"] for frame in each.frames].count("mute.request") for each in (ear, ones, twos)]
    assert heard == [0, 2, 1]


async def test_a_lowered_hand_is_told_to_all_and_to_whoever_had_raised_it() -> None:
    table = laid()
    seats = [seated(table) for _ in range(3)]
    for (seat, _ear), hand in zip(seats, (True, True, False), strict=True):
        seat.member.shown["state"] = {"mic": True, "hand": hand}
    for peer in (seats[0][0].member.id, None):
        for _seat, ear in seats:
            ear.messages.clear()
        table.hall.apply(1, {"type": "hand.lowered", "peer": peer})
        lowered = [[frame["type"] for frame in ear.frames].count("hand.lowered") for _seat, ear in seats]
        told = [frame["peer"]["state"] for frame in seats[2][1].frames]
        assert (lowered, told) == ([peer is not None, peer is None, 0], [{"mic": True, "hand": False}])


async def test_answers_to_a_knock_reach_whoever_knocked_and_news_of_the_room_everybody_who_waits() -> None:
    table = laid()
    one, two = [], []  # type: ignore[var-annotated]  # of events
    for knock, heard in ((1, one), (2, two)):
        table.wait(knock, Waiter(heard.append))
    table.hall.apply(1, {"type": "knock.answered", "knock": 1, "answer": "admitted"})
    table.hall.apply(1, {"type": "knock.answered", "knock": 3, "answer": "denied"})
    table.hall.apply(1, {"type": "waiters.again"})
    table.hall.apply(1, {"type": "room.updated", "room": ROOM | {"locked": True}})
    assert [len(one), len(two)] == [3, 2]
    assert table.shown["locked"]


async def test_the_spotlight_is_told_and_remembered() -> None:
    table = laid()
    seat, ear = seated(table)
    table.hall.apply(1, {"type": "spotlight", "peer": seat.member.id})
    assert table.shown["spotlight"] == ear.frames[0]["peer"] == seat.member.id


async def test_events_of_strangers_and_of_newer_releases_change_nothing() -> None:
    table = laid()
    _seat, ear = seated(table)
    for kind in ("peer.updated", "peer.state", "peer.away", "peer.resumed", "peer.left", "peer.sings"):
        peer: Any = shown() if kind == "peer.updated" else "stranger"
        table.hall.apply(1, {"type": kind, "peer": peer, "state": {}, "process": "p", "reason": "left"})
    table.hall.apply(9, {"type": "room.closed", "reason": "idle"})
    assert ear.messages == []


async def test_what_is_announced_here_goes_to_the_other_processes_too() -> None:
    table = laid()
    _seat, ear = seated(table)
    said = noting(table)
    table.hall.announce(1, {"type": "spotlight", "peer": None})
    assert (len(ear.frames), said) == (1, [("publish", "spotlight")])


async def test_a_refresh_tells_what_was_missed_and_nothing_else() -> None:
    table = laid()
    seat, ear = seated(table)
    left, stays = table.add(shown(), user=2), table.add(shown(), user=3)
    new, now = shown(), shown(id=stays.id, display_name="Bình")
    members = [Member(peer["id"], 4, "another", peer) for peer in (new, now)]
    table.refresh(table.shown | {"locked": True}, [Member(seat.member.id, 1, "old", shown(away=True)), *members])
    heard = [(frame["type"], frame.get("peer")) for frame in ear.frames]
    assert heard[:2] == [("room.updated", None), ("peer.left", left.id)]
    assert sorted(heard[2:]) == [("peer.joined", new), ("peer.updated", now)]
    assert (stays.process, seat.member.shown["away"]) == ("another", False)
    ear.messages.clear()
    table.refresh(table.shown, list(table.members.values()))
    assert ear.frames == []
