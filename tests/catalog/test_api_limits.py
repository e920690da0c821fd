"""The limiter by itself, and what counts as one address."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from catalog.api import limits
from catalog.api.limits import Limiter, household
from school import clock

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
Go = Callable[[float], None]


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Go:
    """Sets the clock to so many seconds after the start."""

    def to(seconds: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(seconds=seconds))

    to(0)
    return to


def passed(limiter: Limiter, tries: int, key: str = "a") -> int:
    return sum(limiter.wait(key) == 0 for _ in range(tries))


def test_a_minutes_worth_may_come_at_once_and_then_one_at_a_time(go: Go) -> None:
    limiter = Limiter(60)
    assert passed(limiter, 100) == 60
    assert limiter.wait("a") == pytest.approx(1)
    go(1)
    assert passed(limiter, 5) == 1


@pytest.mark.parametrize("per_minute", [1, 7, 600, 6_000])
def test_whoever_waits_a_minute_has_all_again(go: Go, per_minute: int) -> None:
    limiter = Limiter(per_minute)
    assert passed(limiter, per_minute + 3) == per_minute
    go(60)
    assert passed(limiter, per_minute + 3) == per_minute


def test_a_refusal_costs_nothing_and_others_are_not_meant(go: Go) -> None:
    limiter = Limiter(2)
    assert (passed(limiter, 50), passed(limiter, 50, key="b")) == (2, 2)
    go(30)
    assert passed(limiter, 50) == 1


def test_a_clock_that_is_set_back_shuts_nobody_out(go: Go) -> None:
    limiter = Limiter(1)
    assert passed(limiter, 1) == 1
    go(-7200)
    assert passed(limiter, 2) == 1


def test_what_is_remembered_is_bounded(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MOST_REMEMBERED", 3)
    limiter = Limiter(1)
    for key in "abc":
        limiter.wait(key)
    go(30)
    limiter.wait("d")
    assert set(limiter._free_at) == {"d"}, "nobody had been away long enough"
    go(80)
    for key in "ef":
        limiter.wait(key)
    go(100)
    limiter.wait("g")
    assert set(limiter._free_at) == {"e", "f", "g"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_household_has_one_limit(address: str, expected: str) -> None:
    assert household(address) == expected
