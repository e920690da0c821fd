"""The hold slip as a form: its conditions, its dates, and what it hands over."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_intake.enums import FormType
from forms_intake.policies import PolicyValues
from forms_intake.slips.base import SlipForm
from forms_intake.slips.hold import HoldForm
from tests.forms_intake import hold_answers
from tests.forms_intake.slip_pages import boxes, freeze

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 21)


@pytest.fixture(autouse=True)
def _stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)


def posted(answers: Mapping[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def form(policy: Mapping[str, int] | None = None, /, **changes: Any) -> HoldForm:
    rules = PolicyValues(form_type=FormType.HOLD, version=1, **policy or {})
    return HoldForm(posted(hold_answers.answers(**changes)), policy=rules)


def valid(policy: Mapping[str, int] | None = None, /, **changes: Any) -> dict[str, Any]:
    filled = form(policy, **changes)
    assert filled.is_valid(), filled.errors
    return filled.answers()


def refused(policy: Mapping[str, int] | None = None, /, **changes: Any) -> dict[str, list[str]]:
    with translation.override("en"):
        return {name: [str(one) for one in said] for name, said in form(policy, **changes).errors.items()}


def test_the_shortest_slip_is_accepted_and_says_when_lessons_go_on() -> None:
    found = valid()
    assert (found["hold_start"], found["hold_end"], found["return_date"]) == ("2026-08-31", "2026-10-30", "2026-10-31")


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [
        (date(2026, 8, 31), "1", "2026-09-29"),
        (date(2026, 9, 1), "3", "2026-11-30"),
        (date(2026, 11, 19), "3", "2027-02-18"),
        (date(2026, 8, 30), "3", "2026-11-29"),
    ],
)
def test_the_hold_ends_the_day_before_the_same_day_of_a_later_month(start: date, months: str, ends: str) -> None:
    assert valid(hold_months=months, **boxes("hold_start", start))["hold_end"] == ends


@pytest.mark.parametrize(
    "name",
    ["course_text", "hold_start_day", "hold_months", "reason", "slot_wish", "remind_channel", "slot_ack", "expiry_ack"],
)
def test_what_has_to_be_answered_is_asked_for(name: str) -> None:
    errors = refused(**{name: None})
    assert list(errors) == [name.removesuffix("_day")]


def test_every_error_names_its_field() -> None:
    errors = refused(course_text=None, hold_months=None, slot_ack=None)
    assert errors == {
        "course_text": ["Enter course to hold"],
        "hold_months": ["Choose how long the hold is"],
        "slot_ack": ["Tick to confirm that the old time and teacher may be gone"],
    }


@pytest.mark.parametrize(("days", "is_accepted"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_hold_begins_today_or_within_ninety_days(days: int, is_accepted: bool) -> None:
    assert form(**boxes("hold_start", TODAY + timedelta(days=days))).is_valid() is is_accepted


@pytest.mark.parametrize(("days", "is_accepted"), [(-61, False), (-60, True), (0, True), (60, True), (61, False)])
def test_the_last_lesson_was_or_is_within_sixty_days(days: int, is_accepted: bool) -> None:
    assert form(**boxes("last_lesson_date", TODAY + timedelta(days=days))).is_valid() is is_accepted


def test_a_last_lesson_far_away_is_told_its_limits() -> None:
    errors = refused(**boxes("last_lesson_date", TODAY + timedelta(days=61)))
    assert errors["last_lesson_date"][0].startswith("Last lesson before the hold must be between ")


@pytest.mark.parametrize(
    ("wanted", "is_accepted"),
    [
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
        (date(2027, 8, 31), True),
        (date(2027, 9, 1), False),
    ],
)
def test_a_longer_hold_lasts_more_than_three_months_and_at_most_a_year(wanted: date, is_accepted: bool) -> None:
    filled = form(hold_months="longer", **boxes("hold_end_wanted", wanted))
    assert filled.is_valid() is is_accepted
    assert ("hold_end_wanted" in filled.errors) is not is_accepted


def test_a_longer_hold_needs_its_last_day() -> None:
    assert refused(hold_months="longer") == {"hold_end_wanted": ["Enter wanted last day of the hold"]}


def test_a_last_day_typed_for_a_hold_of_whole_months_is_dropped() -> None:
    found = valid(**boxes("hold_end_wanted", date(2026, 8, 1)))
    assert "hold_end_wanted" not in found
    assert found["hold_end"] == "2026-10-30"


@pytest.mark.parametrize(
    ("day", "is_accepted"),
    [
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), True),
        (date(2026, 11, 13), True),
        (date(2026, 11, 14), False),
    ],
)
def test_lessons_go_on_after_the_first_day_and_within_two_weeks_of_the_last(day: date, is_accepted: bool) -> None:
    filled = form(**boxes("return_date", day))
    assert filled.is_valid() is is_accepted
    assert ("return_date" in filled.errors) is not is_accepted


def test_the_policy_says_how_long_after_a_hold_lessons_may_go_on() -> None:
    assert form({"hold_grace_days": 20}, **boxes("return_date", date(2026, 11, 19))).is_valid()


def test_a_return_in_the_past_is_refused_once() -> None:
    assert refused(**boxes("return_date", TODAY - timedelta(days=1)))["return_date"] == [
        "Expected return must be today or later"
    ]


@pytest.mark.parametrize(("detail", "is_accepted"), [("", False), ("ab", False), ("abc", True), ("x" * 501, False)])
def test_another_reason_is_told_in_words(detail: str, is_accepted: bool) -> None:
    assert form(reason="other", reason_detail=detail).is_valid() is is_accepted


def test_words_about_a_known_reason_are_kept() -> None:
    assert valid(reason="health", reason_detail="Mổ ruột thừa")["reason_detail"] == "Mổ ruột thừa"


@pytest.mark.parametrize(
    ("typed", "is_accepted"), [("", True), ("0", True), ("500", True), ("501", False), ("-1", False), ("mười", False)]
)
def test_lessons_left_are_a_number_up_to_five_hundred(typed: str, is_accepted: bool) -> None:
    assert form(remaining_lessons=typed).is_valid() is is_accepted


def test_no_lesson_left_is_an_answer_too() -> None:
    assert valid(remaining_lessons="0")["remaining_lessons"] == 0


def test_times_count_only_for_whoever_is_flexible() -> None:
    slot = {"return_slots_1_weekday": "sat", "return_slots_1_start": "09:00", "return_slots_1_end": "11:00"}
    assert valid(slot_wish="flexible", **slot)["return_slots"] == [{"weekday": "sat", "from": "09:00", "to": "11:00"}]
    assert "return_slots" not in valid(slot_wish="same", **slot)
    assert "return_slots" not in valid(slot_wish="flexible")


def test_several_ways_of_being_reminded_are_kept_in_the_order_of_the_list() -> None:
    found = valid(remind_channel=["call", "zalo"])
    assert found["remind_channel"] == ["zalo", "call"]


@pytest.mark.parametrize("channels", [["pigeon"], ["zalo", "pigeon"]])
def test_an_unknown_way_of_being_reminded_is_refused(channels: list[str]) -> None:
    assert list(refused(remind_channel=channels)) == ["remind_channel"]


def test_reminders_by_mail_need_an_address() -> None:
    assert refused(remind_channel=["email"]) == {
        "contact_email": ["Enter the e-mail for reminders, or choose another way"]
    }
    assert form(remind_channel=["email"], contact_email="huong@example.com").is_valid()


def test_a_fee_is_shown_accepted_and_stored() -> None:
    fee = {"hold_fee_vnd": 200_000}
    with translation.override("en"):
        assert form(fee)["fee_ack"].label == "I accept the fee of the hold, 200.000đ"
    assert list(refused(fee)) == ["fee_ack"]
    assert valid(fee, fee_ack="on")["fee_vnd"] == 200_000


def test_without_a_fee_nothing_is_asked_or_stored_about_one() -> None:
    assert "fee_vnd" not in valid(fee_ack="on")


@pytest.mark.parametrize(
    ("shortest", "longest", "offered"),
    [
        (2, 3, ["2 months", "3 months", "Longer"]),
        (1, 1, ["1 month", "Longer"]),
        (5, 6, ["5 months", "6 months", "Longer"]),
        (11, 12, ["11 months", "12 months"]),
    ],
)
def test_the_lengths_that_the_rules_know_are_offered(shortest: int, longest: int, offered: list[str]) -> None:
    rules = {"hold_min_months": shortest, "hold_max_months": longest}
    with translation.override("en"):
        choices = dict(form(rules)["hold_months"].field.choices)  # type: ignore[attr-defined]  # a choice
    assert list(choices.values()) == offered
    assert "hold_months" in refused(rules, hold_months=str(longest + 1))


def test_what_the_rules_offer_is_no_longer_hold() -> None:
    found = refused({"hold_max_months": 6}, hold_months="longer", **boxes("hold_end_wanted", date(2027, 1, 31)))
    assert found["hold_end_wanted"][0].endswith("for less choose a number of months")
    assert valid({"hold_max_months": 6}, hold_months="5")["hold_end"] == "2027-01-30"


def test_errors_stand_in_the_order_of_the_page() -> None:
    filled = form(course_text=None, reason=None, note="x" * 1001, slot_ack=None, policy_ack=None)
    names = [problem.anchor for problem in filled.problems()]
    assert names == ["id_course_text", "id_reason_0", "id_note", "id_slot_ack", "id_policy_ack"]


def test_it_is_a_slip_like_the_others() -> None:
    assert isinstance(form(), SlipForm)


DAYS = st.dates(min_value=TODAY - timedelta(days=5), max_value=TODAY + timedelta(days=480)) | st.none()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=DAYS, back=DAYS, wanted=DAYS, months=st.sampled_from(["", "1", "2", "3", "longer", "0", "12", "x"]))
def test_whatever_is_typed_no_impossible_hold_is_accepted(
    start: date | None, back: date | None, wanted: date | None, months: str
) -> None:
    typed = {"hold_start": start, "return_date": back, "hold_end_wanted": wanted}
    given_boxes = {"hold_start_day": "", "hold_start_month": "", "hold_start_year": "", "hold_months": months}
    for name, day in typed.items():
        given_boxes |= boxes(name, day) if day else {}
    filled = form(**given_boxes)
    if not filled.is_valid():
        assert filled.errors.keys() <= {"hold_start", "hold_months", "hold_end_wanted", "return_date"}
        return
    found = filled.answers()
    assert found["hold_start"] >= TODAY.isoformat()
    assert found["hold_start"] < found["return_date"]
    assert found["hold_start"] < found["hold_end"]
    assert date.fromisoformat(found["return_date"]) <= date.fromisoformat(found["hold_end"]) + timedelta(days=14)
