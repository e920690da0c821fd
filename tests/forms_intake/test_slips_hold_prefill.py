"""The way from a long leave to a hold slip."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_intake.enums import Flag, FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import sentences
from forms_intake.slips import hold_prefill
from tests.factories import PAYLOAD
from tests.forms_intake.slip_pages import freeze

FIRST = date(2026, 9, 1)
NOTHING: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)


def asked(first: str, last: str, **policy: int) -> dict[str, Any]:
    rules = PolicyValues(form_type=FormType.HOLD, version=1, **policy)
    return hold_prefill.asked({"first_day": first, "last_day": last}, rules)


@pytest.mark.parametrize(
    ("last", "length"),
    [
        ("2026-09-30", "1"),
        ("2026-10-01", "2"),
        ("2026-11-30", "3"),
        ("2026-12-01", "3"),
        ("2026-12-02", "longer"),
        ("2027-08-31", "longer"),
    ],
)
def test_the_length_is_the_shortest_that_holds_all_days(last: str, length: str) -> None:
    found = asked("2026-09-01", last)
    assert found["hold_months"] == length
    assert found["hold_start"] == ("01", "09", "2026")
    assert ("hold_end_wanted" in found) is (length == "longer")


@pytest.mark.parametrize(
    ("last", "policy", "length"),
    [
        ("2026-12-31", {"hold_max_months": 6}, "4"),
        ("2026-11-30", {"hold_max_months": 2}, "longer"),
        ("2026-09-30", {"hold_min_months": 2}, "2"),
    ],
)
def test_the_length_is_one_that_the_rules_in_force_offer(last: str, policy: dict[str, int], length: str) -> None:
    assert asked("2026-09-01", last, **policy)["hold_months"] == length


def test_lessons_go_on_the_day_after_the_last_day_away() -> None:
    assert asked("2026-09-01", "2026-12-31")["return_date"] == ("01", "01", "2027")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("2026-09-01", ""),
        ("2026-09-31", "2026-10-31"),
        ("2026-10-01", "2026-09-01"),
        ("2026-08-01", "2026-10-01"),
        ("2026-09-01", "2028-09-01"),
        ("9999-12-31", "9999-12-31"),
        ("<b>", "2026-09-01"),
    ],
)
def test_days_that_cannot_be_fill_nothing_in(first: str, last: str) -> None:
    assert asked(first, last) == NOTHING


@settings(max_examples=60)
@given(first=st.text(max_size=12), last=st.text(max_size=12))
def test_whatever_stands_in_the_address_the_page_opens(first: str, last: str) -> None:
    assert isinstance(asked(first, last), dict)


def test_a_long_leave_leads_to_a_hold_slip_with_its_days() -> None:
    facts: Any = PAYLOAD["facts"] | {"days_away": 61, "first_day": "2026-09-01", "last_day": "2026-10-31"}
    policy = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)
    with translation.override("en"):
        (told,) = sentences.for_leave([Flag.LONG_ABSENCE], facts, policy)
    assert told.link == "/phieu/hold/?first_day=2026-09-01&last_day=2026-10-31"
    assert told.link_words == "Fill in a hold slip"


def test_a_leave_of_earlier_days_leads_there_without_them() -> None:
    policy = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)
    (told,) = sentences.for_leave([Flag.LONG_ABSENCE], PAYLOAD["facts"], policy)
    assert told.link == "/phieu/hold/"


@pytest.mark.django_db
def test_the_form_opens_with_the_days(client: Client) -> None:
    page = client.get("/phieu/hold/", {"first_day": "2026-09-01", "last_day": "2026-10-31"})
    form = page.context["form"]
    assert form["hold_start"].value() == ("01", "09", "2026")
    assert form["hold_months"].value() == "2"
    assert 'id="id_return_date_month"' in page.content.decode()
