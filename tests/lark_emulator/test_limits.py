from datetime import timedelta

from lark_emulator.limits import RateLimits
from tests.lark_emulator.samples import NOW


def test_the_hundred_and_first_call_of_a_minute_is_refused() -> None:
    limits = RateLimits()
    allowed = [limits.allow("b", NOW + timedelta(milliseconds=500 * n)) for n in range(110)]
    assert allowed == [True] * 100 + [False] * 10


def test_a_minute_after_the_first_call_one_more_is_allowed() -> None:
    limits = RateLimits()
    for n in range(100):
        limits.allow("b", NOW + timedelta(milliseconds=500 * n))
    assert limits.allow("b", NOW + timedelta(seconds=60))
    assert not limits.allow("b", NOW + timedelta(seconds=60))


def test_refused_calls_do_not_push_the_window_forward() -> None:
    limits = RateLimits()
    answers = [limits.allow("b", NOW + timedelta(milliseconds=100 * n)) for n in range(12)]
    assert answers == [True] * 5 + [False] * 5 + [True] * 2
