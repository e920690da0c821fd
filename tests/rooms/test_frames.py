"""Reading what browsers send."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.wire import frames
from rooms.wire.close import Close, Fault
from rooms.wire.frames import BadFrame, Mistake

ID = "6f0e3f60-0d4b-4c3e-9d3a-1f2b3c4d5e6f"
PEER = "11c24f60-0d4b-4c3e-9d3a-1f2b3c4d5e6f"
SIGNAL = {"type": "signal", "id": ID, "to": PEER, "kind": "offer", "epoch": 1, "payload": {"sdp": "v=0"}}
CHAT = {"type": "chat", "id": ID, "text": "Chào cô"}


def read(frame: object) -> Any:
    return frames.read(json.dumps(frame, ensure_ascii=False))


def fault(frame: object) -> Fault:
    with pytest.raises(Mistake) as mistake:
        read(frame)
    return mistake.value.fault


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"type": "hello", "v": 1}, frames.Hello("", "", None)),
        ({"type": "hello", "v": 1, "display_name": "An", "as": "camera"}, frames.Hello("An", "camera", None)),
        (
            {"type": "hello", "v": 1, "resume": {"peer": PEER, "secret": "s", "last_seq": 7}},
            frames.Hello("", "", frames.Resume(PEER, "s", 7)),
        ),
        (SIGNAL, frames.Signal(ID, PEER, "offer", 1, {"sdp": "v=0"})),
        (SIGNAL | {"kind": "ice", "payload": {"candidate": ""}}, frames.Signal(ID, PEER, "ice", 1, {"candidate": ""})),
        ({"type": "ack", "seq": 12}, frames.Ack(12)),
        ({"type": "beat"}, frames.Beat()),
        ({"type": "state", "mic": True, "hand": False}, frames.State({"mic": True, "hand": False})),
        (CHAT, frames.Chat(ID, "Chào cô", None)),
        (CHAT | {"to": PEER}, frames.Chat(ID, "Chào cô", PEER)),
        ({"type": "leave"}, frames.Leave()),
        ({"type": "admit", "knock": 5, "id": ID}, frames.Order("admit", ID, knock=5)),
        ({"type": "deny", "knock": 5}, frames.Order("deny", knock=5)),
        ({"type": "remove", "peer": PEER, "ban": True}, frames.Order("remove", peer=PEER, on=True)),
        ({"type": "mute", "peer": "all"}, frames.Order("mute")),
        ({"type": "mute", "peer": PEER}, frames.Order("mute", peer=PEER)),
        ({"type": "lower", "peer": "all"}, frames.Order("lower")),
        ({"type": "lower", "peer": PEER}, frames.Order("lower", peer=PEER)),
        ({"type": "spotlight", "peer": None}, frames.Order("spotlight")),
        ({"type": "spotlight", "peer": PEER}, frames.Order("spotlight", peer=PEER)),
        ({"type": "lock", "locked": True}, frames.Order("lock", on=True)),
        ({"type": "cohost", "peer": PEER}, frames.Order("cohost", peer=PEER, on=True)),
        ({"type": "permit", "peer": PEER, "share": True}, frames.Order("permit", peer=PEER, on=True)),
        ({"type": "close"}, frames.Order("close")),
    ],
)
def test_every_frame_is_read(sent: object, meant: object) -> None:
    assert read(sent) == meant


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "3", '"hello"', "{}", '{"type":3}', '{"type":"beat"}x', "[" * 30000]
)
def test_what_is_no_frame_at_all_closes_the_socket(text: str | None) -> None:
    with pytest.raises(BadFrame) as bad:
        frames.read(text)
    assert bad.value.code == Close.MALFORMED


def test_a_frame_of_64_kb_is_read_and_one_byte_more_closes_the_socket() -> None:
    start = '{"type":"beat","x":"'
    text = start + "a" * (frames.MOST_BYTES - len(start) - 2) + '"}'
    assert frames.read(text) == frames.Beat()
    with pytest.raises(BadFrame) as bad:
        frames.read(text.replace("aa", "ê", 1) + " ")
    assert bad.value.code == Close.TOO_LARGE


def test_chat_keeps_its_blanks_and_loses_signs_that_reorder_letters() -> None:
    assert read(CHAT | {"text": "C   G\n\u202e nắng\u2066 👨\u200d👩"}).text == "C   G\n nắng 👨\u200d👩"


def test_an_unknown_type_is_a_mistake_that_names_the_frame() -> None:
    with pytest.raises(Mistake) as mistake:
        read({"type": "dance", "id": ID})
    assert (mistake.value.fault, mistake.value.ref) == (Fault.UNKNOWN_TYPE, ID)


@pytest.mark.parametrize("version", [0, 2, "1", True, 1.0, None])
def test_another_version_is_not_spoken(version: object) -> None:
    assert fault({"type": "hello", "v": version}) == Fault.UNSUPPORTED_VERSION


@pytest.mark.parametrize(
    "wrong",
    [
        SIGNAL | {"id": "1"},
        SIGNAL | {"id": ID.upper()},
        SIGNAL | {"to": None},
        SIGNAL | {"to": PEER + "\n"},
        SIGNAL | {"kind": "bye"},
        SIGNAL | {"kind": ["offer"]},
        SIGNAL | {"epoch": -1},
        SIGNAL | {"epoch": 2**31},
        SIGNAL | {"epoch": True},
        SIGNAL | {"epoch": 1.0},
        SIGNAL | {"payload": None},
        SIGNAL | {"payload": {}},
        SIGNAL | {"payload": {"sdp": 3}},
        SIGNAL | {"payload": {"sdp": "v=0", "deep": {"er": 1}}},
        SIGNAL | {"payload": {"sdp": "v=0", "deep": [1]}},
        SIGNAL | {"payload": {"sdp": "v=\0"}},
        SIGNAL | {"payload": {"sdp": "v=0", "\0": 1}},
        SIGNAL | {"payload": {"sdp": "v=0"} | {str(number): 0 for number in range(8)}},
        SIGNAL | {"kind": "ice", "payload": []},
        CHAT | {"id": None},
        CHAT | {"text": " "},
        CHAT | {"text": "a\x07"},
        CHAT | {"text": "a\x85"},
        CHAT | {"text": " \u202e\u200b"},
        CHAT | {"text": ["a"]},
        CHAT | {"to": "all"},
        {"type": "ack"},
        {"type": "ack", "seq": -1},
        {"type": "ack", "seq": 1e3},
        {"type": "state"},
        {"type": "state", "mic": 1},
        {"type": "admit", "knock": "5"},
        {"type": "deny", "knock": 0},
        {"type": "remove", "peer": "all"},
        {"type": "remove", "peer": PEER, "ban": "yes"},
        {"type": "mute"},
        {"type": "lower", "peer": None},
        {"type": "spotlight"},
        {"type": "lock"},
        {"type": "permit", "peer": PEER, "share": None},
        {"type": "hello", "v": 1, "display_name": "a" * 81},
        {"type": "hello", "v": 1, "display_name": "a\x1bb"},
        {"type": "hello", "v": 1, "as": "owner"},
        {"type": "hello", "v": 1, "as": ["move"]},
        {"type": "hello", "v": 1, "resume": "me"},
        {"type": "hello", "v": 1, "resume": {"peer": PEER, "secret": "s"}},
        {"type": "hello", "v": 1, "resume": {"peer": PEER, "secret": "s" * 129, "last_seq": 0}},
        {"type": "hello", "v": 1, "resume": {"peer": PEER, "secret": "s", "last_seq": -1}},
    ],
)
def test_a_member_that_is_wrong_is_a_mistake(wrong: object) -> None:
    assert fault(wrong) == Fault.MALFORMED


@pytest.mark.parametrize(
    ("kind", "most"), [("offer", 32 * 1024), ("answer", 32 * 1024), ("ice", 2 * 1024)], ids=["offer", "answer", "ice"]
)
def test_a_payload_may_be_as_large_as_its_kind_allows(kind: str, most: int) -> None:
    fits = SIGNAL | {"kind": kind, "payload": {"sdp": "a" * (most - 3)}}
    assert read(fits).kind == kind
    assert fault(fits | {"payload": {"sdp": "a" * (most - 2)}}) == Fault.TOO_LARGE
    assert fault(fits | {"payload": {"sdp": "ê" * (most // 2)}}) == Fault.TOO_LARGE


def test_a_chat_of_4_kb_is_read_and_more_is_too_large() -> None:
    assert read(CHAT | {"text": "ê" * 2048}).text
    assert fault(CHAT | {"text": "ê" * 2048 + "a"}) == Fault.TOO_LARGE


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([ID, "all", "offer", "move"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "v",
    "as",
    "resume",
    "id",
    "to",
    "kind",
    "epoch",
    "payload",
    "seq",
    "mic",
    "text",
    "knock",
    "peer",
    "ban",
    "locked",
    "share",
    "display_name",
]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from([*frames._READERS, "?"]), rest=st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_whatever_stands_in_a_frame_nothing_else_is_raised(kind: str, rest: dict[str, object]) -> None:
    with suppress(Mistake, BadFrame):
        frames.read(json.dumps({"type": kind} | rest))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text() | st.binary().map(lambda raw: raw.decode(errors="surrogateescape")))
def test_whatever_text_comes_nothing_else_is_raised(text: str) -> None:
    with pytest.raises((BadFrame, Mistake)):
        frames.read(text)
