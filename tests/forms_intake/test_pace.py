"""The rate limit, checked against the windows that Lark counts in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forms_intake.deliveries import pace
from forms_intake.enums import DestinationKind

START = datetime(2026, 8, 21, tzinfo=UTC)
WEBHOOK = pace.PACES[DestinationKind.WEBHOOK]


def calls(gaps_ms: list[int]) -> list[datetime]:
    """Moments at which calls were admitted, with somebody asking after each of these gaps."""
    now, arrival, made = START, None, []
    for gap in gaps_ms:
        now += timedelta(milliseconds=gap)
        admitted, moment = pace.admit(WEBHOOK, arrival, now)
        if admitted:
            arrival = moment
            made.append(now)
    return made


def most_within(made: list[datetime], window: timedelta) -> int:
    return max((sum(start <= call < start + window for call in made) for start in made), default=0)


@given(st.lists(st.integers(min_value=0, max_value=3000), min_size=1, max_size=400))
def test_never_more_than_lark_allows_in_any_second_or_minute(gaps_ms: list[int]) -> None:
    made = calls(gaps_ms)
    assert most_within(made, timedelta(seconds=1)) <= 5
    assert most_within(made, timedelta(minutes=1)) <= 100


def test_who_asks_all_the_time_gets_nearly_all_that_is_allowed() -> None:
    made = calls([10] * 6000)
    assert 95 <= len(made) <= 100


def test_a_refusal_names_the_moment_at_which_a_call_is_admitted() -> None:
    arrival = START + WEBHOOK.interval * 10
    admitted, moment = pace.admit(WEBHOOK, arrival, START)
    assert not admitted
    assert pace.admit(WEBHOOK, arrival, moment)[0]
    assert not pace.admit(WEBHOOK, arrival, moment - timedelta(milliseconds=1))[0]
