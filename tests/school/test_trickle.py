"""So many of a kind in a while, and no more."""

import time

import pytest

from school.trickle import Trickle


def test_so_many_of_a_kind_pass_and_the_next_ones_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    lines = Trickle(most=2, seconds=60)
    assert [lines.admits("json") for _ in range(4)] == [True, True, False, False]
    assert lines.admits("token")
    moment[0] += 61
    assert [lines.admits("json") for _ in range(3)] == [True, True, False]
