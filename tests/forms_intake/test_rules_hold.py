"""Rules of the hold: pure functions over the hold, the policy, the history and the moment."""

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import hold as rules
from forms_intake.rules import hold_sentences
from forms_intake.rules.hold import History, Hold

SCHOOL = ZoneInfo("Asia/Ho_Chi_Minh")
POLICY = PolicyValues(form_type=FormType.HOLD, version=1)
TODAY = date(2026, 8, 21)
NOW = datetime(2026, 8, 21, 11, 30, tzinfo=SCHOOL)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))


def hold(ahead: int = 10, months: int = 1, reason: str = "exam", *, has_proof: bool = False) -> Hold:
    starts = TODAY + timedelta(days=ahead)
    return Hold(starts=starts, ends=rules.end_of(starts, months), reason=reason, has_proof=has_proof)


def flags(
    asked: Hold, history: History | None = None, now: datetime = NOW, policy: PolicyValues = POLICY
) -> list[Flag]:
    return rules.flags(asked, rules.find(asked, history or History(), now), policy, now)


def told(asked: Hold, history: History | None = None, now: datetime = NOW) -> list[str]:
    facts = rules.find(asked, history or History(), now)
    with translation.override("en"):
        found = hold_sentences.for_hold(rules.flags(asked, facts, POLICY, now), facts, POLICY)
        return [consequence.title for consequence in found]


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 9, 1), 1, date(2026, 9, 30)),
        (date(2026, 9, 1), 3, date(2026, 11, 30)),
        (date(2027, 1, 31), 1, date(2027, 2, 27)),
        (date(2028, 1, 31), 1, date(2028, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
    ],
)
def test_a_month_ends_the_day_before_its_day_and_never_spills_over(start: date, months: int, expected: date) -> None:
    assert rules.end_of(start, months) == expected


@settings(max_examples=60)
@given(start=days, months=st.integers(min_value=1, max_value=12))
def test_a_hold_of_whole_months_lies_between_their_shortest_and_their_longest(start: date, months: int) -> None:
    ends = rules.end_of(start, months)
    assert 28 * months - 1 <= (ends - start).days <= 31 * months
    following = ends + timedelta(days=1)
    assert following.day == min(start.day, calendar.monthrange(following.year, following.month)[1])


@settings(max_examples=60)
@given(start=days, months=st.integers(min_value=1, max_value=11))
def test_a_longer_hold_never_ends_sooner(start: date, months: int) -> None:
    assert rules.end_of(start, months) < rules.end_of(start, months + 1)


@pytest.mark.parametrize(
    ("start", "length", "wanted", "expected"),
    [
        (None, "1", None, None),
        (TODAY, "", None, None),
        (TODAY, "longer", None, None),
        (TODAY, "longer", date(2027, 1, 1), date(2027, 1, 1)),
        (TODAY, "2", None, date(2026, 10, 20)),
    ],
)
def test_the_end_is_told_as_soon_as_it_is_known(
    start: date | None, length: str, wanted: date | None, expected: date | None
) -> None:
    assert rules.end(start, length, wanted) == expected


@pytest.mark.parametrize(("ahead", "expected"), [(0, [Flag.LATE_NOTICE]), (6, [Flag.LATE_NOTICE]), (7, [])])
def test_notice_is_counted_in_days(ahead: int, expected: list[Flag]) -> None:
    assert flags(hold(ahead)) == expected


def test_the_day_is_that_of_the_school() -> None:
    """At 00:30 in Việt Nam it is still yesterday in UTC."""
    late = datetime(2026, 8, 22, 0, 30, tzinfo=SCHOOL)
    assert rules.find(hold(7), History(), late)["days_ahead"] == 6


@pytest.mark.parametrize(("months", "expected"), [(3, []), (4, [Flag.HOLD_TOO_LONG])])
def test_longer_than_the_rule_is_for_the_management(months: int, expected: list[Flag]) -> None:
    assert flags(hold(months=months)) == expected


def test_the_policy_says_what_is_long() -> None:
    patient = PolicyValues(form_type=FormType.HOLD, version=2, hold_max_months=6)
    assert flags(hold(months=6), policy=patient) == []
    strict = PolicyValues(form_type=FormType.HOLD, version=2, hold_max_months=1)
    assert flags(hold(months=2), policy=strict) == [Flag.HOLD_TOO_LONG]


@pytest.mark.parametrize(
    ("most", "earlier", "is_flagged"), [(1, 0, False), (1, 1, True), (2, 1, False), (2, 2, True), (0, 0, True)]
)
def test_more_holds_than_the_rule_are_a_repetition(most: int, earlier: int, is_flagged: bool) -> None:
    policy = PolicyValues(form_type=FormType.HOLD, version=2, hold_most=most)
    assert (Flag.HOLD_REPEAT in flags(hold(), History(earlier_holds=earlier), policy=policy)) is is_flagged


@pytest.mark.parametrize(
    ("reason", "has_proof", "expected"),
    [("health", False, [Flag.MISSING_EVIDENCE]), ("health", True, []), ("exam", False, [])],
)
def test_reasons_of_health_want_a_paper(reason: str, has_proof: bool, expected: list[Flag]) -> None:
    assert flags(hold(reason=reason, has_proof=has_proof)) == expected


def test_at_night_nobody_reads_it() -> None:
    assert flags(hold(20), now=datetime(2026, 8, 21, 23, 0, tzinfo=SCHOOL)) == [Flag.OUT_OF_HOURS]


@settings(max_examples=60)
@given(
    ahead=st.integers(min_value=0, max_value=90),
    months=st.integers(min_value=1, max_value=12),
    reason=st.sampled_from(["health", "exam", "other"]),
    earlier=st.integers(min_value=0, max_value=5),
)
def test_whatever_is_asked_every_flag_has_its_own_reason(ahead: int, months: int, reason: str, earlier: int) -> None:
    found = set(flags(hold(ahead, months, reason), History(earlier_holds=earlier)))
    assert (Flag.LATE_NOTICE in found) == (ahead < 7)
    assert (Flag.HOLD_TOO_LONG in found) == (months > 3)
    assert (Flag.HOLD_REPEAT in found) == (earlier > 0)
    assert (Flag.MISSING_EVIDENCE in found) == (reason == "health")


def test_the_sender_reads_what_may_follow() -> None:
    assert told(hold(3, 4, "health")) == [
        "Notice of 3 days (the rule is 7 days)",
        "Longer than the rule of 3 months",
        "A medical note can help",
    ]


def test_a_hold_from_today_on_is_said_so() -> None:
    assert told(hold(0)) == ["The hold begins today (the rule is 7 days' notice)"]


def test_nobody_is_told_of_earlier_holds() -> None:
    assert told(hold(), History(earlier_holds=3, leaves_inside=4)) == []
