"""The rate limits, checked against the windows that Lark counts in, whatever the network does on the way."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from forms_intake.deliveries import pace
from forms_intake.deliveries.pace import RULES, Cells, Rule, Window

# For each call: how long after the last one somebody asks, and how long it then takes to arrive and to be answered.
TRIPS = st.lists(
    st.tuples(*(st.floats(min_value=0, max_value=most, allow_nan=False) for most in (1.5, 5, 5))),
    min_size=1,
    max_size=300,
)
HELD_S = 60.0


def arrivals(rule: Rule, trips: list[tuple[float, float, float]]) -> list[float]:
    """When Lark saw each call that was admitted; places are given back only when the answer is there."""
    ledger, now, seen = pace.ledger(rule, []), 1000.0, list[float]()
    on_the_way: list[tuple[float, pace.Place]] = []
    for gap, there, back in trips:
        now += gap
        for answered, place in [entry for entry in on_the_way if entry[0] <= now]:
            on_the_way.remove((answered, place))
            ledger.give_back(place, answered)
        if ledger.opens_at() <= now:
            places = ledger.take(now, now + HELD_S)
            seen.append(now + there)
            on_the_way += [(now + there + back, place) for place in places]
    return sorted(seen)


def most_within(seen: list[float], seconds: float) -> int:
    return max((sum(start <= call < start + seconds for call in seen) for start in seen), default=0)


@given(TRIPS)
def test_a_robot_never_gets_more_than_lark_allows_however_long_calls_travel(
    trips: list[tuple[float, float, float]],
) -> None:
    seen = arrivals(RULES["hook"], trips)
    assert most_within(seen, 1) <= 5
    assert most_within(seen, 60) <= 100


@given(TRIPS)
def test_a_chat_never_gets_more_than_five_a_second(trips: list[tuple[float, float, float]]) -> None:
    assert most_within(arrivals(RULES["chat"], trips), 1) <= 5


@given(
    st.lists(st.tuples(*(st.floats(min_value=0, max_value=most) for most in (0.1, 5, 5))), min_size=50, max_size=300)
)
def test_an_app_never_makes_more_than_fifty_calls_a_second(trips: list[tuple[float, float, float]]) -> None:
    seen = arrivals(RULES["app"], trips)
    assert most_within(seen, 1) <= 50
    assert most_within(seen, 60) <= 1000


@given(TRIPS)
def test_a_base_has_one_writer_at_a_time(trips: list[tuple[float, float, float]]) -> None:
    seen = arrivals(RULES["base"], trips)
    assert all(later - earlier >= 0.2 for earlier, later in pairwise(seen))


def test_who_asks_all_the_time_gets_nearly_all_that_is_allowed() -> None:
    seen = arrivals(RULES["chat"], [(0.01, 0.01, 0.01)] * 6000)
    assert len(seen) / 60 >= 4.75


def test_the_app_limit_allows_nearly_a_thousand_calls_a_minute() -> None:
    seen = arrivals(RULES["app"], [(0.01, 0.005, 0.005)] * 6000)
    assert 960 <= len(seen) <= 1000


def test_a_refusal_names_the_moment_at_which_a_call_is_admitted() -> None:
    ledger = pace.ledger(RULES["chat"], [])
    places = [ledger.take(10.0, 20.0)[0] for _ in range(5)]
    assert ledger.opens_at() == 21.0
    ledger.give_back(places[3], 10.2)
    assert ledger.opens_at() == 10.2 + 1.0 + pace.MARGIN_S


def test_cells_allow_a_burst_and_then_one_each_interval() -> None:
    ledger = pace.ledger(Rule((), Cells(2.0, 3)), [])
    for _ in range(3):
        assert ledger.opens_at() <= 100.0
        ledger.take(100.0, 160.0)
    assert ledger.opens_at() == 102.0


def test_a_sender_that_died_frees_its_place_by_itself() -> None:
    ledger = pace.ledger(Rule((Window(1, 1.0),)), [])
    ledger.take(10.0, 20.0)
    assert ledger.opens_at() == 21.0


def test_a_place_that_somebody_else_has_taken_is_not_freed_by_the_one_before() -> None:
    ledger = pace.ledger(Rule((Window(1, 1.0),)), [])
    late = ledger.take(10.0, 20.0)[0]
    ledger.take(30.0, 40.0)
    ledger.give_back(late, 31.0)
    assert ledger.opens_at() == 41.0


def test_what_was_stored_under_another_rule_does_not_count() -> None:
    assert pace.ledger(RULES["chat"], [[5e9], [5e9]]).opens_at() == 0.0
    assert pace.ledger(RULES["chat"], [[5e9] * 9]).places == [[5e9] * 5]
