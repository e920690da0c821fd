"""Seats, their sockets, and buckets."""

import asyncio
from typing import Any

import pytest

from rooms.wire import seat as seats
from rooms.wire import wire as wires
from rooms.wire.bucket import Bucket
from rooms.wire.close import Close
from rooms.wire.outside import Alone
from rooms.wire.seat import Numbered
from rooms.wire.table import Hall
from rooms.wire.wire import Wire
from tests.room_sockets import ROOM, Ear, laid, reader, seated
from tests.rooms.halls import until


async def test_frames_are_numbered_from_one_and_sent_at_once() -> None:
    seat, ear = seated(laid())
    seat.tell({"type": "spotlight", "peer": None})
    seat.say({"type": "beat"})
    seat.tell({"type": "chat", "text": "Chào"})
    assert ear.frames == [
        {"seq": 1, "type": "spotlight", "peer": None},
        {"type": "beat"},
        {"seq": 2, "type": "chat", "text": "Chào"},
    ]


async def test_what_is_confirmed_is_forgotten_and_what_is_not_can_be_had_again() -> None:
    seat, _ear = seated(laid())
    for _ in range(4):
        seat.tell({"type": "beat"})
    seat.confirm(2)
    assert [each.seq for each in seat.missed_since(2) or ()] == [3, 4]
    assert [each.seq for each in seat.missed_since(3) or ()] == [4]
    assert seat.missed_since(4) == []
    assert (seat.missed_since(1), seat.missed_since(5)) == (None, None)


async def test_a_confirmation_from_the_future_confirms_what_there_is() -> None:
    seat, _ear = seated(laid())
    seat.tell({"type": "beat"})
    seat.confirm(2**53 - 1)
    seat.tell({"type": "beat"})
    assert [each.seq for each in seat.unconfirmed] == [2]


async def test_while_the_socket_is_gone_frames_are_kept_in_memory_and_outside() -> None:
    class Notes(Alone):
        kept_frames: list[Numbered] = []

        def kept(self, seat: seats.Seat, frame: Numbered) -> None:
            self.kept_frames.append(frame)

    table = laid()
    table.hall.outside = Notes()
    seat, ear = seated(table)
    seat.wire = None
    seat.tell({"type": "beat"})
    assert list(seat.unconfirmed) == Notes.kept_frames == [Numbered(1, '{"seq":1,"type":"beat"}')]
    assert not ear.frames


async def test_what_was_kept_elsewhere_goes_on_with_its_numbers() -> None:
    table = laid()
    member = table.add({"id": "a", "is_host": False}, user=1)
    seat = table.hall.sit(table, member, seq=4)
    seat.restore([Numbered(5, '{"seq":5}'), Numbered(6, '{"seq":6}')])
    seat.tell({"type": "beat"})
    assert [each.seq for each in seat.missed_since(4) or ()] == [5, 6, 7]


@pytest.mark.parametrize(
    ("name", "most"), [("MOST_UNCONFIRMED", 5), ("MOST_UNCONFIRMED_BYTES", 100)], ids=["frames", "bytes"]
)
async def test_who_confirms_nothing_is_closed_and_costs_no_more(
    monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(seats, name, most)
    seat, ear = seated(laid())
    for _ in range(10):
        seat.tell({"type": "beat"})
    assert ear.code == Close.TIMED_OUT
    assert len(seat.unconfirmed) <= 5
    assert seat.missed_since(0) is None


async def test_what_is_confirmed_does_not_count_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "MOST_UNCONFIRMED_BYTES", 100)
    seat, ear = seated(laid())
    for _ in range(10):
        seat.tell({"type": "beat"})
        seat.confirm(seat.seq)
    assert (ear.code, len(ear.frames)) == (None, 10)


async def test_what_a_sender_fills_is_given_back_with_each_confirmation() -> None:
    seat, _ear = seated(laid())
    for _ in range(3):
        seat.push('{"text":"' + "a" * seats.MOST_OF_SENDER_BYTES + '"}', "an")
    seat.push("{}", "binh")
    seat.confirm(2)
    assert (seat.is_full_of("an"), seat.is_full_of("binh")) == (True, False)
    seat.confirm(3)
    assert (seat.is_full_of("an"), set(seat._shares)) == (False, {"binh"})
    seat.forget()
    assert not seat._shares


async def test_an_id_is_new_once_and_old_ids_are_forgotten_in_the_end() -> None:
    seat, _ear = seated(laid())
    assert [seat.is_new("a"), seat.is_new("a"), seat.is_new("b")] == [True, False, True]
    for number in range(seats._MOST_SEEN):
        seat.is_new(str(number))
    assert seat.is_new("a")


async def test_a_browser_that_does_not_read_keeps_nobody_waiting_and_gets_everything_in_order() -> None:
    ear = Ear()
    wire = Wire(ear, reader())
    ear.free.clear()
    for text in ("one", "two", "three"):
        wire.write(text)
    assert ear.messages == []
    ear.free.set()
    await until(lambda: len(ear.messages) == 3)
    assert [each["text"] for each in ear.messages] == ["one", "two", "three"]
    wire.write("four")
    await until(lambda: len(ear.messages) == 4)
    assert wire.is_open


@pytest.mark.parametrize(("name", "most"), [("MOST_WAITING", 3), ("MOST_WAITING_BYTES", 3)], ids=["frames", "bytes"])
async def test_what_waits_for_a_browser_that_does_not_read_is_bounded_and_then_it_is_closed(
    monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(wires, name, most)
    ear, reading = Ear(), reader()
    wire = Wire(ear, reading)
    ear.free.clear()
    for _ in range(10_000):
        wire.write("a")
    assert len(wire._queue or ()) == 1
    await until(reading.cancelled)
    ear.free.set()
    await until(lambda: ear.code)
    assert (ear.code, len(ear.messages)) == (Close.TIMED_OUT, 2)


async def test_a_socket_closes_once_and_says_nothing_afterwards() -> None:
    ear, reading = Ear(), reader()
    wire = Wire(ear, reading)
    wire.close(Close.MOVED)
    wire.close(Close.FLOOD)
    wire.write("late")
    assert ear.messages == [{"type": "websocket.close", "code": 4409}]
    await until(reading.cancelled)


@pytest.mark.parametrize("error", [OSError, RuntimeError])
async def test_a_socket_that_is_gone_is_noticed_and_raises_nothing(error: type[Exception]) -> None:
    async def gone(_message: Any) -> None:
        raise error

    wire = Wire(gone, reader())
    wire.write("a")
    assert not wire.is_open


async def test_a_socket_that_goes_while_it_is_stuck_is_noticed() -> None:
    free = asyncio.Event()

    async def goes(_message: Any) -> None:
        await free.wait()
        raise OSError

    wire = Wire(goes, reader())
    wire.write("a")
    wire.write("b")
    free.set()
    await until(lambda: not wire.is_open)


async def test_what_waits_for_a_socket_is_dropped_with_it() -> None:
    ear = Ear()
    wire = Wire(ear, reader())
    ear.free.clear()
    wire.write("a")
    rest = wire._rest
    wire.retire()
    wire.abandon()
    await until(lambda: rest and rest.done())
    ear.free.set()
    await asyncio.sleep(0)
    assert ear.messages == []


def test_a_bucket_lets_a_burst_through_and_then_so_many_a_second() -> None:
    bucket = Bucket(per_second=20, burst=100)
    assert [bucket.take(0.0) for _ in range(101)] == [True] * 100 + [False]
    assert [bucket.take(0.1) for _ in range(3)] == [True, True, False]


def test_a_clock_that_jumps_neither_fills_a_bucket_twice_nor_empties_it() -> None:
    bucket = Bucket(per_second=1, burst=2)
    assert [bucket.take(at) for at in (10.0, 5.0, 5.0, 6.0)] == [True, True, False, True]
    assert [bucket.take(1e9) for _ in range(3)] == [True, True, False]


async def test_halls_know_nothing_of_each_other() -> None:
    assert Hall().table(1, ROOM) is not Hall().table(1, ROOM)


async def test_the_servers_short_way_is_taken_while_it_takes_frames() -> None:
    ear, short = Ear(), list[str]()

    def takes_one(text: str) -> bool:
        short.append(text)
        return len(short) == 1

    wire = Wire(ear, reader(), takes_one)
    for number in (1, 2):
        wire.write(f'{{"n":{number}}}')
    assert (short, ear.frames) == (['{"n":1}', '{"n":2}'], [{"n": 2}])
