"""What holds of working hours and of leaves whatever the numbers, the days and the moment are."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours, sentences
from forms_intake.rules import leave as rules
from forms_intake.rules.leave import History, Leave
from school import clock

LATE = {Flag.LATE_NOTICE, Flag.AFTER_START}
TODAY = date(2026, 8, 21)


def _policy(opens: int, length: int, **numbers: int) -> PolicyValues:
    closes = min(24, opens + length)
    return PolicyValues(
        form_type=FormType.LEAVE_REQUEST, version=1, office_opens_hour=opens, office_closes_hour=closes, **numbers
    )


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware by `timezones`
policies = st.builds(
    _policy,
    st.integers(0, 23),
    st.integers(1, 24),
    reply_promise_hours=st.integers(1, 168),
    leave_notice_hours=st.integers(0, 336),
    leave_quota=st.integers(0, 50),
    late_grace_per_year=st.integers(0, 5),
)
days = st.lists(st.dates(TODAY, TODAY + timedelta(days=180)), min_size=2, max_size=8, unique=True).map(sorted)
leaves = st.one_of(
    st.builds(lambda day, at: Leave(kind="single", days=(day,), start=at), st.dates(TODAY), st.none() | st.times()),
    st.builds(lambda all_days: Leave(kind="several", days=tuple(all_days)), days),
    st.builds(lambda ends: Leave(kind="range", days=(ends[0], ends[-1])), days),
)
histories = st.builds(History, leaves_used=st.integers(0, 60), late_used=st.integers(0, 9))


def flags(leave: Leave, policy: PolicyValues, history: History, now: datetime) -> set[Flag]:
    return set(rules.flags(leave, rules.find(leave, policy, history, now), policy, now))


@settings(max_examples=60)
@given(moments, policies)
def test_an_answer_is_promised_for_a_moment_when_somebody_is_there(moment: datetime, policy: PolicyValues) -> None:
    due = hours.reply_due(moment, policy)

    assert due - moment >= timedelta(hours=policy.reply_promise_hours)
    # At closing time itself the last of the hours is just over.
    assert hours.is_open(due - timedelta(microseconds=1), policy)


@settings(max_examples=60)
@given(moments, policies, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_whoever_writes_later_is_not_answered_earlier(moment: datetime, policy: PolicyValues, later: timedelta) -> None:
    assert hours.reply_due(moment, policy) <= hours.reply_due(moment + later, policy)


@settings(max_examples=60)
@given(moments, policies)
def test_the_next_opening_is_now_or_as_soon_as_somebody_comes(moment: datetime, policy: PolicyValues) -> None:
    opening = hours.next_opening(moment, policy)

    assert hours.is_open(opening, policy)
    assert (opening == moment) == hours.is_open(moment, policy)
    assert opening - moment <= timedelta(days=1)


@settings(max_examples=60)
@given(leaves, policies, histories, moments)
def test_the_rules_never_fail_and_say_only_what_they_know(
    leave: Leave, policy: PolicyValues, history: History, now: datetime
) -> None:
    facts = rules.find(leave, policy, history, now)
    found = rules.flags(leave, facts, policy, now)

    assert not set(found) >= LATE
    assert Flag.AFTER_START not in found or leave.start is not None
    assert facts["lessons"] >= 1
    assert {one.flag for one in sentences.for_leave(found, facts, policy)} <= set(found)


@settings(max_examples=60)
@given(leaves, policies, histories, moments, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_whoever_reports_earlier_is_never_later(
    leave: Leave, policy: PolicyValues, history: History, now: datetime, sooner: timedelta
) -> None:
    assert LATE & flags(leave, policy, history, now) or not LATE & flags(leave, policy, history, now - sooner)


@settings(max_examples=60)
@given(leaves, policies, histories, moments, st.integers(0, 10))
def test_more_leaves_before_never_take_a_flag_away(
    leave: Leave, policy: PolicyValues, history: History, now: datetime, more: int
) -> None:
    longer = History(leaves_used=history.leaves_used + more, late_used=history.late_used)

    assert flags(leave, policy, history, now) <= flags(leave, policy, longer, now)


@settings(max_examples=60)
@given(policies, moments)
def test_a_lesson_at_exactly_the_notice_of_the_rule_is_in_time(policy: PolicyValues, now: datetime) -> None:
    begins = clock.at_school(now) + timedelta(hours=policy.leave_notice_hours)
    leave = Leave(kind="single", days=(begins.date(),), start=begins.time())

    assert not LATE & flags(leave, policy, History(), now)
