"""What a browser may send."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school import clock
from school.live.frames import BadFrame, Bucket, Close, Wish, read

json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def code_of(text: str | None) -> Close:
    """The code with which the frame closes the socket."""
    with pytest.raises(BadFrame) as caught:
        read(text)
    return caught.value.code


def test_topics_are_kept_in_order_and_each_once() -> None:
    assert read('{"type": "subscribe", "topics": ["b", "a", "b"], "more": 1}') == (Wish.FOLLOW, ["b", "a"])


def test_a_page_may_leave_what_it_follows() -> None:
    assert read('{"type": "unsubscribe", "topics": ["a"]}') == (Wish.LEAVE, ["a"])


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "null",
        "[]",
        '"subscribe"',
        '{"topics": []}',
        '{"type": "subscribe"}',
        '{"type": ["subscribe"], "topics": []}',
        '{"type": "subscribe", "topics": "a"}',
        '{"type": "subscribe", "topics": [1]}',
        '{"type": "subscribe", "topics": [["a"]]}',
        '{"type": "subscribe", "topics": [' + ", ".join('"a"' for _ in range(21)) + "]}",
        "[" * 4096,
        "\ud800",
    ],
)
def test_anything_else_is_malformed(text: str | None) -> None:
    assert code_of(text) == Close.MALFORMED


@pytest.mark.parametrize("text", ["x" * 4097, "đ" * 2049])
def test_size_is_counted_in_bytes(text: str) -> None:
    assert code_of(text) == Close.TOO_LARGE


@given(st.text() | json_like.map(json.dumps))
def test_no_frame_at_all_is_an_error_of_ours(text: str) -> None:
    assert code_of(text) in Close


def test_a_burst_is_allowed_and_then_two_frames_a_second() -> None:
    now = clock.now()
    bucket = Bucket(now)
    for _ in range(20):
        bucket.take(now)
    bucket.take(now + timedelta(seconds=1))
    bucket.take(now + timedelta(seconds=1))
    with pytest.raises(BadFrame):
        bucket.take(now + timedelta(seconds=1))


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = Bucket(clock.now(), tokens=1.0)
    bucket.take(clock.now() - timedelta(hours=1))
    with pytest.raises(BadFrame):
        bucket.take(clock.now() - timedelta(hours=1))
