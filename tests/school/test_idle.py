"""The queue and the event of a socket's server end: as asyncio's, and next to nothing while idle."""

import asyncio

import pytest

from school.idle import Gate, Messages


async def test_messages_come_in_order_also_to_whoever_waited_for_them() -> None:
    messages = Messages()
    reading = asyncio.create_task(messages.get())
    await asyncio.sleep(0)
    messages.put_nowait({"at": 1})
    messages.put_nowait({"at": 2})
    assert [await reading, await messages.get()] == [{"at": 1}, {"at": 2}]
    assert messages.empty()


async def test_a_reader_that_gives_up_takes_no_message_with_it() -> None:
    messages = Messages()
    reading = asyncio.create_task(messages.get())
    await asyncio.sleep(0)
    reading.cancel()
    messages.put_nowait({"at": 1})
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert (messages.qsize(), messages.get_nowait()) == (1, {"at": 1})


async def test_a_shut_gate_holds_everybody_until_it_opens() -> None:
    gate = Gate()
    await gate.wait()
    gate.clear()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(2)]
    await asyncio.sleep(0)
    assert not gate.is_set()
    assert not any(task.done() for task in waiting)
    gate.set()
    await asyncio.gather(*waiting)
    assert gate.is_set()
