"""When to try again (lark.md section 5)."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from forms_intake.deliveries import schedule

NOON = datetime(2026, 8, 21, 12, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms_intake.deliveries.moments.now", lambda: NOON)


def test_thirteen_tries_cover_at_least_75_hours() -> None:
    assert len(schedule.WAITS) == 13
    assert sum(schedule.WAITS) >= 75 * 3600


@pytest.mark.parametrize("spent", range(1, 13))
def test_each_wait_lies_within_its_jitter(spent: int) -> None:
    rng, wait = random.Random(spent), timedelta(seconds=schedule.WAITS[spent])
    for _ in range(200):
        moment = schedule.next_try(spent, rng)
        assert moment is not None
        assert wait * 0.8 <= moment - NOON <= wait * 1.2 + timedelta(minutes=7)


def test_waits_are_spread_over_their_jitter() -> None:
    rng = random.Random(3)
    waits = [moment - NOON for _ in range(200) if (moment := schedule.next_try(3, rng))]
    assert min(waits) < timedelta(seconds=102)
    assert max(waits) > timedelta(seconds=138)


def test_after_the_last_try_there_is_no_next_one() -> None:
    assert schedule.next_try(13) is None


def test_long_waits_keep_away_from_the_full_and_the_half_hour() -> None:
    rng = random.Random(7)
    minutes = {moment.minute for _ in range(2000) if (moment := schedule.next_try(5, rng))}
    assert not minutes & {58, 59, 0, 1, 2, 28, 29, 30, 31, 32}
