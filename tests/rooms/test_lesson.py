"""The frames of peers that are in a room; seats whose sockets are lists, and no database."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import pytest

from rooms.wire import lesson as lessons
from rooms.wire import limits
from rooms.wire.bucket import Bucket
from rooms.wire.close import Close
from rooms.wire.lesson import Lesson
from rooms.wire.seat import Seat
from rooms.wire.table import Table
from tests.room_sockets import SDP, Ear, Frame, laid, seated, shown

Pair = tuple[Seat, Ear, Seat, Ear]


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    limits._bytes.clear()


def new_id() -> str:
    return str(uuid.uuid4())


def signal(to: str, **more: object) -> Frame:
    return {"type": "signal", "id": new_id(), "to": to, "kind": "offer", "epoch": 1, "payload": SDP} | more


async def play(seat: Seat, *sent: str | bytes | Frame, burst: float = 100) -> None:
    """The peer sends these, and then its socket ends."""
    messages = [_message(each) for each in sent] + [{"type": "websocket.disconnect"}]
    assert seat.wire
    left = iter(messages[1:])

    async def receive() -> dict[str, Any]:
        return next(left)

    await Lesson(seat, seat.wire, Bucket(per_second=0, burst=burst)).run(messages[0], receive, None)


def _message(sent: str | bytes | Frame) -> dict[str, Any]:
    if isinstance(sent, bytes):
        return {"type": "websocket.receive", "bytes": sent}
    return {"type": "websocket.receive", "text": sent if isinstance(sent, str) else orjson.dumps(sent).decode()}


def two(table: Table | None = None, **more: object) -> Pair:
    """A host, and another peer."""
    table = table or laid()
    host, ear = seated(table, is_host=True, role="host")
    other, others = seated(table, **more)
    ear.messages.clear()
    return host, ear, other, others


async def test_a_server_that_brings_frames_itself_wakes_nobody_for_them() -> None:
    host, ear, other, _others = two()
    sent = [_message(signal(host.member.id)) for _ in range(3)]
    assert other.wire
    lesson = Lesson(other, other.wire, Bucket(per_second=0, burst=100))

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.disconnect"}

    def listen(hear: Callable[[str | None], None]) -> None:
        for each in sent[1:]:
            hear(each["text"])

    await lesson.run(sent[0], receive, listen)
    assert [frame["seq"] for frame in ear.frames] == [2, 3, 4]


async def test_nothing_is_heard_of_a_peer_that_leaves_or_whose_socket_is_closed() -> None:
    host, ear, other, _others = two()
    assert other.wire
    lesson = Lesson(other, other.wire, Bucket(per_second=0, burst=100))
    other.wire.close(Close.MOVED)
    lesson.hear(_message(signal(host.member.id))["text"])
    assert ear.frames == []


async def test_a_signal_is_stamped_and_numbered() -> None:
    host, ear, other, _others = two()
    sent = signal(host.member.id, **{"from": new_id(), "seq": 77})
    await play(other, sent)
    kept = {name: sent[name] for name in ("type", "id", "kind", "epoch", "payload")}
    assert ear.frames == [kept | {"seq": 2, "from": other.member.id}]


async def test_a_signal_that_comes_again_is_dropped() -> None:
    host, ear, other, others = two()
    sent = signal(host.member.id)
    await play(other, sent, sent, signal(host.member.id, epoch=2))
    assert ([frame["epoch"] for frame in ear.frames], others.frames) == ([1, 2], [])


async def test_epochs_are_the_receivers_business() -> None:
    host, ear, other, _others = two()
    await play(other, *(signal(host.member.id, epoch=epoch) for epoch in (5, 2, 5)))
    assert [frame["epoch"] for frame in ear.frames] == [5, 2, 5]


async def test_a_beat_is_answered_and_an_acknowledgement_confirms() -> None:
    _host, _ear, other, others = two()
    other.tell({"type": "spotlight", "peer": None})
    other.beat_at = 0.0
    await play(other, {"type": "beat"}, {"type": "ack", "seq": 1})
    assert others.frames[1:] == [{"type": "beat"}]
    assert not other.unconfirmed
    assert other.beat_at > 0


async def test_chat_goes_to_all_with_an_echo_once() -> None:
    _host, ear, other, others = two()
    line = {"type": "chat", "id": new_id(), "text": "Chào cô"}
    await play(other, line, line)
    for heard in (ear.frames, others.frames):
        (said,) = heard
        assert (said["from"], said["text"], said["to"]) == (other.member.id, "Chào cô", None)
        assert datetime.fromisoformat(said["at"]).tzinfo


async def test_chat_to_one_is_heard_by_nobody_else() -> None:
    host, ear, other, others = two()
    _third, thirds = seated(other.table)
    await play(other, {"type": "chat", "id": new_id(), "text": "Riêng", "to": host.member.id})
    assert [[frame["text"] for frame in each.frames if frame["type"] == "chat"] for each in (ear, others, thirds)] == [
        ["Riêng"],
        ["Riêng"],
        [],
    ]


async def test_what_a_peer_sends_is_told_when_it_changes_and_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    async def in_thread(_verb: object, _peer: object, parts: dict[str, bool]) -> None:
        written.append(parts)

    monkeypatch.setattr(lessons, "in_thread", in_thread)
    _host, ear, other, others = two()
    state = {"type": "state", "mic": True}
    await play(other, state, state, {"type": "state", "hand": True})
    await asyncio.sleep(0)
    states = [frame["peer"]["state"] for frame in ear.frames]
    assert [(state["mic"], state["hand"]) for state in states] == [(True, False), (True, True)]
    assert (written, others.frames) == ([{"mic": True, "hand": True}], [])


async def test_a_hand_that_is_down_already_is_written_all_the_same_and_told_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = []

    async def in_thread(_verb: object, _peer: object, parts: dict[str, bool]) -> None:
        written.append(parts)

    monkeypatch.setattr(lessons, "in_thread", in_thread)
    _host, ear, other, _others = two()
    await play(other, {"type": "state", "hand": False})
    await asyncio.sleep(0)
    assert (written, ear.frames) == ([{"hand": False}], [])


@pytest.mark.parametrize("verb", ["state", "leave", "lock"])
async def test_without_the_database_nobody_in_the_room_is_cut_off(monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    async def lost(*_args: object, **_more: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(lessons, "in_thread", lost)
    host, ear, _other, _others = two()
    await play(host, {"type": verb, "locked": True, "mic": True})
    await asyncio.sleep(0)
    assert ear.code == (Close.DONE if verb == "leave" else None)
    assert [frame["code"] for frame in ear.frames] == (["try_later"] if verb == "lock" else [])


async def test_a_host_who_asks_for_too_much_at_once_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "MOST_ORDERS", 0)
    host, ear, _other, _others = two()
    await play(host, {"type": "lock", "locked": True})
    assert [frame["code"] for frame in ear.frames] == ["try_later"]


STRANGER = new_id()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "dance"}, "unknown_type"),
        ({"type": "hello", "v": 1}, "already_joined"),
        ({"type": "ack", "seq": -1}, "malformed"),
        (signal(STRANGER, epoch=-1), "malformed"),
        (signal(STRANGER), "no_such_peer"),
        (signal(STRANGER, payload={"sdp": "a" * 33_000}), "too_large"),
        ({"type": "chat", "id": new_id(), "text": "a", "to": STRANGER}, "no_such_peer"),
        ({"type": "chat", "id": new_id(), "text": "a" * 4097}, "too_large"),
        *(
            ({"type": verb, "peer": STRANGER}, "not_allowed")
            for verb in ("remove", "mute", "lower", "spotlight", "cohost")
        ),
        ({"type": "permit", "peer": STRANGER, "share": True}, "not_allowed"),
        *(({"type": verb, "knock": 1}, "not_allowed") for verb in ("admit", "deny")),
        ({"type": "lock", "locked": True}, "not_allowed"),
        ({"type": "close"}, "not_allowed"),
    ],
)
async def test_a_mistake_is_answered_and_the_socket_stays_open(frame: Frame, code: str) -> None:
    _host, ear, other, others = two()
    await play(other, frame, {"type": "beat"})
    error, beat = others.frames
    assert (error["type"], error["code"], error["ref"]) == ("error", code, frame.get("id"))
    assert (beat, ear.frames) == ({"type": "beat"}, [])


async def test_nobody_signals_or_writes_to_themselves() -> None:
    _host, _ear, other, others = two()
    me = other.member.id
    await play(other, signal(me), {"type": "chat", "id": new_id(), "text": "a", "to": me})
    assert [frame["code"] for frame in others.frames] == ["no_such_peer"] * 2


async def test_a_host_reaches_only_peers_of_the_room() -> None:
    host, ear, _other, _others = two()
    await play(host, *({"type": verb, "peer": STRANGER} for verb in ("mute", "lower", "remove")))
    assert [frame["code"] for frame in ear.frames] == ["no_such_peer"] * 3


async def test_a_peer_of_another_room_is_nobody() -> None:
    _host, _ear, other, others = two()
    stranger, strangers = seated(other.table.hall.table(2, {}))
    await play(other, signal(stranger.member.id))
    assert ([frame["code"] for frame in others.frames], strangers.frames) == (["no_such_peer"], [])


async def test_an_observer_neither_offers_nor_writes_nor_sends_but_answers() -> None:
    host, ear, other, others = two(role="observer")
    to = host.member.id
    chat, state = {"type": "chat", "id": new_id(), "text": "a"}, {"type": "state", "cam": True}
    await play(other, signal(to), chat, state, signal(to, kind="answer"), {"type": "state", "cam": False})
    assert [frame["code"] for frame in others.frames] == ["not_allowed"] * 3
    assert [frame["kind"] for frame in ear.frames] == ["answer"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [("{", 4400), ("[" * 30_000, 4400), (b"{}", 4400), ("[]", 4400), ("x" * 65_537, 4413)],
    ids=["json", "nested", "binary", "list", "large"],
)
async def test_what_is_no_frame_closes_the_socket(sent: str | bytes, code: int) -> None:
    _host, ear, other, others = two()
    await play(other, sent, signal(ear.frames[0]["peer"] if ear.frames else STRANGER))
    assert (others.code, others.frames) == (code, [])


async def test_a_flood_closes_the_socket() -> None:
    _host, _ear, other, others = two()
    await play(other, *[{"type": "beat"}] * 10_000)
    assert (len(others.frames), others.code) == (100, Close.FLOOD)


async def test_a_second_camera_does_nothing_but_show_a_picture_to_others() -> None:
    host, ear, other, others = two(camera=True)
    owner, owners = seated(other.table)
    other.member.shown |= {"of": owner.member.id, "is_host": True}
    others.messages.clear()
    chat, order = {"type": "chat", "id": new_id(), "text": "a"}, {"type": "lock", "locked": True}
    await play(other, chat, {"type": "state", "mic": True}, signal(owner.member.id), order, signal(host.member.id))
    assert [frame["code"] for frame in others.frames] == ["not_allowed"] * 4
    assert ([frame["type"] for frame in ear.frames], owners.frames) == (["peer.joined", "signal"], [])


async def test_whoever_sends_more_than_a_peer_reads_is_told_so_and_costs_nobody_else_a_frame() -> None:
    host, ear, other, others = two()
    third, _thirds = seated(other.table)
    others.messages.clear()
    large = {"sdp": "a" * 32_000}
    last = signal(host.member.id, payload=large)
    await play(other, *(signal(host.member.id, payload=large) for _ in range(6)), last)
    assert [frame["code"] for frame in others.frames] == ["try_later"] * 2
    await play(third, signal(host.member.id))
    host.confirm(host.seq)
    await play(other, last)
    assert (ear.code, ear.frames[-1]["id"], ear.frames[-2]["from"]) == (None, last["id"], third.member.id)


@pytest.mark.parametrize("kind", ["signal", "chat"])
async def test_whoever_sends_too_many_bytes_is_closed_also_on_a_new_socket(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(limits, "BYTES_PER_FRAME", 250)
    host, ear, other, others = two()
    lines = [{"type": "chat", "id": new_id(), "text": "a" * 4000} for _ in range(3)]
    many = [signal(host.member.id, payload={"sdp": "a" * 16_000}) for _ in range(3)] if kind == "signal" else lines
    await play(other, *many)
    assert (others.code, ear.code, len(ear.frames)) == (Close.FLOOD, None, 2)
    other.wire = host.wire
    await play(other, *many)
    assert ear.code == Close.FLOOD


async def test_a_host_mutes_one_or_all() -> None:
    host, ear, other, others = two()
    await play(host, {"type": "mute", "peer": other.member.id}, {"type": "mute", "peer": "all"})
    assert [frame["from"] for frame in others.frames] == [host.member.id] * 2
    assert ear.frames == []


async def test_a_signal_to_somebody_who_is_away_waits_for_them() -> None:
    host, ear, other, _others = two()
    host.wire = None
    await play(other, signal(host.member.id))
    assert ([each.seq for each in host.unconfirmed], ear.frames) == ([1, 2], [])


async def test_a_peer_in_another_process_is_reached_by_way_of_the_outside() -> None:
    _host, _ear, other, others = two()
    far = other.table.add(shown(), user=5, process="another")
    await play(other, signal(far.id))
    assert others.frames == []
