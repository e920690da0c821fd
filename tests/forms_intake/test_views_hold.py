"""The hold slip's pages: fill in, check, send, confirmation."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from forms_intake import policies
from forms_intake.enums import Flag, FormType
from forms_intake.models import Submission
from school import clock
from tests.forms_intake import hold_answers
from tests.forms_intake.hold_answers import HOLD, answers
from tests.forms_intake.slip_pages import (
    NOW,
    address,
    boxes,
    check_slip,
    errors,
    freeze,
    hidden,
    hidden_lists,
    send_slip,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)


@pytest.fixture
def client(client: Client) -> Client:
    """In English."""
    client.cookies["language"] = "en"
    return client


def sent(client: Client, **changes: Any) -> Submission:
    assert send_slip(client, HOLD, answers(**changes)).status_code == 303
    return Submission.objects.get()


def flags(slip: Submission) -> set[str]:
    """Without the one for tests, which fill in faster than people do."""
    return set(slip.flags) - {Flag.POSSIBLE_SPAM}


def live(client: Client, **changes: Any) -> list[str]:
    """The live line."""
    return told(client.post(address(HOLD, "consequence"), answers(**changes)))


def test_the_check_page_shows_the_days_that_nobody_typed(client: Client) -> None:
    page = check_slip(client, HOLD, answers()).content.decode()
    assert "Friday, 30/10/2026" in page
    assert "Saturday, 31/10/2026" in page


def test_what_is_stored_is_what_was_checked(client: Client) -> None:
    slip = sent(client, remind_channel=["zalo", "call"])
    expected = {"hold_start": "2026-08-31", "hold_end": "2026-10-30", "return_date": "2026-10-31", "hold_months": "2"}
    assert expected.items() <= slip.payload.items()
    assert slip.payload["remind_channel"] == ["zalo", "call"]
    assert (slip.key_date, flags(slip)) == (clock.today() + timedelta(days=10), set())
    assert slip.reference.startswith("BL-")
    assert slip.payload["facts"]["days_ahead"] == 10


def test_the_same_page_sent_twice_is_one_slip(client: Client) -> None:
    checked = hidden_lists(check_slip(client, HOLD, answers()))
    first, second = (client.post(address(HOLD), checked) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1


def test_the_confirmation_repeats_the_dates(client: Client) -> None:
    way = send_slip(client, HOLD, answers())
    page = client.get(way["Location"]).content.decode()
    assert "Monday, 31/08/2026" in page
    assert "Saturday, 31/10/2026" in page


def test_a_late_and_long_hold_for_health_is_accepted_and_says_what_may_follow(client: Client) -> None:
    start = clock.today() + timedelta(days=2)
    given = {"hold_months": "longer", "reason": "health", **boxes("hold_start", start)}
    given |= boxes("hold_end_wanted", start + timedelta(days=150))
    titles = told(check_slip(client, HOLD, answers(**given)))
    assert titles == [
        "Notice of 2 days (the rule is 7 days)",
        "Longer than the rule of 3 months",
        "A medical note can help",
    ]
    assert flags(sent(client, **given)) == {Flag.LATE_NOTICE, Flag.HOLD_TOO_LONG, Flag.MISSING_EVIDENCE}


def test_strangers_learn_nothing_of_earlier_holds(client: Client) -> None:
    hold_answers.sent(clock.today() + timedelta(days=40), contact_phone="+84912345678")
    checked = check_slip(client, HOLD, answers())
    assert told(checked) == []
    client.post(address(HOLD), hidden_lists(checked))
    newest = Submission.objects.latest("pk")
    assert flags(newest) == {Flag.HOLD_REPEAT}
    assert newest.payload["facts"]["earlier_holds"] == 1


def test_the_live_line_speaks_as_soon_as_the_dates_are_there(client: Client) -> None:
    late = boxes("hold_start", clock.today())
    assert live(client, **late, student_name=None, contact_phone=None) == [
        "The hold begins today (the rule is 7 days' notice)"
    ]
    assert live(client, **late, hold_months=None) == []
    assert live(client, hold_start_day="31", hold_start_month="02") == []


def test_errors_stand_in_the_summary_and_lead_to_their_fields(client: Client) -> None:
    found = errors(check_slip(client, HOLD, answers(hold_months=None, remind_channel=None, course_text="")))
    assert found == {
        "id_course_text": "Enter course to hold",
        "id_hold_months_0": "Choose how long the hold is",
        "id_remind_channel_0": "Choose at least one way to be reminded",
    }


def test_the_fee_is_that_of_the_rules_which_the_sender_saw(client: Client) -> None:
    policies.revise(FormType.HOLD, {"hold_fee_vnd": 200_000}, by=None)
    page = client.get(address(HOLD))
    assert "I accept the fee of the hold, 200.000đ" in page.content.decode()
    policies.revise(FormType.HOLD, {"hold_fee_vnd": 300_000}, by=None)
    checked = client.post(address(HOLD, "check"), hidden(page) | answers(fee_ack="on"))
    assert "200.000đ" in checked.content.decode()
    client.post(address(HOLD), hidden_lists(checked))
    stored = Submission.objects.get()
    assert (stored.payload["fee_vnd"], stored.policy_version) == (200_000, 2)


def test_the_page_says_the_rules_in_force(client: Client) -> None:
    policies.revise(FormType.HOLD, {"hold_notice_days": 10, "hold_max_months": 2, "hold_fee_vnd": 50_000}, by=None)
    page = client.get(address(HOLD)).content.decode()
    assert "at least 10 days before the hold begins" in page
    assert "A hold lasts at most 2 months" in page
    assert "The fee of a hold is 50.000đ." in page


def test_on_its_way_back_to_the_form_nothing_is_lost(client: Client) -> None:
    checked = check_slip(client, HOLD, answers(remind_channel=["sms", "call"], note="Gọi sau 18:00"))
    page = client.post(address(HOLD, "edit"), hidden_lists(checked)).content.decode()
    assert page.count(" checked") >= 4
    assert "Gọi sau 18:00" in page


def test_at_half_past_midnight_today_is_the_schools_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, NOW.replace(hour=17, minute=30))
    assert clock.today().isoformat() == "2026-08-22"
    assert "id_hold_start_day" in errors(check_slip(client, HOLD, answers(**boxes("hold_start", NOW.date()))))
