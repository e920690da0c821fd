"""Sockets of one address before it is known whose they are."""

import pytest

from rooms.wire import limits, visit
from rooms.wire.visit import Visit
from rooms.wire.wire import Wire
from tests.room_sockets import Ear, reader


async def test_strangers_are_counted_by_address_until_they_are_known_or_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_STRANGERS", 1)
    one, two, three, four = (Wire(Ear(), reader()) for _ in range(4))
    ended = [limits.arrive(host, wire)[1] for host, wire in (("::1", one), ("10.0.0.1", two), ("10.0.0.1", three))]
    ended[0]()
    ended.append(limits.arrive("::2", four)[1])
    assert [wire.code for wire in (one, two, three, four)] == [None, 4429, None, None]
    for forget in ended:
        forget()
    assert not limits._strangers


async def test_whose_hello_is_being_worked_on_is_pushed_out_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_STRANGERS", 2)
    asks, silent, third, fourth = (Wire(Ear(), reader()) for _ in range(4))
    limits.arrive("10.0.0.1", asks)[0]()
    limits.arrive("10.0.0.1", silent)
    limits.arrive("10.0.0.1", third)[0]()
    assert [wire.code for wire in (asks, silent, third)] == [None, 4429, None]
    limits.arrive("10.0.0.1", fourth)
    assert [wire.code for wire in (asks, third, fourth)] == [4429, None, None]
    limits._strangers.clear()


async def test_a_hello_is_heard_before_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_args: object) -> None:
        raise TimeoutError

    async def nothing() -> visit.Message:
        return {}

    monkeypatch.setattr(visit, "in_thread", lost)
    asked: list[bool] = []
    one = Visit(Wire(Ear(), reader()), nothing, slug="any-room", session_key="a" * 32, language="vi")
    one.asks = lambda: asked.append(True)
    assert await one._hear('{"type": "hello", "v": 1}') is None
    assert asked == [True]
