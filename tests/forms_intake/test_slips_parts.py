"""Slots, mail hints, spam score, envelope and what is kept of the visitor."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from forms_intake.enums import FormType, UserAgentClass
from forms_intake.policies import PolicyValues
from forms_intake.slips import envelope, mail, slots, spam, visitors
from forms_intake.slips.envelope import Envelope
from forms_intake.slips.widgets import SlotParts
from tests.forms_intake.slip_pages import NOW, freeze

POLICY = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=3)


def opened(*, seconds_ago: float = 60, is_trapped: bool = False) -> Envelope:
    started = NOW - timedelta(seconds=seconds_ago)
    return Envelope(form_type="x", key=uuid.uuid4(), started=started, policy_version=1, is_trapped=is_trapped)


def test_slots_are_kept_in_order_and_once() -> None:
    saturday, sunday = SlotParts("sat", "09:00", "11:00"), SlotParts("sun", "08:15", "08:30")
    found = slots.SlotsField(label="Times").clean([saturday, SlotParts(), sunday])

    assert [slot["weekday"] for slot in found] == ["sat", "sun"]
    assert slots.SlotsField(label="Times").clean([saturday, saturday]) == found[:1]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (SlotParts("sat"), "incomplete"),
        (SlotParts("", "09:00", "11:00"), "incomplete"),
        (SlotParts("sat", "09:07", "11:00"), "incomplete"),
        (SlotParts("sat", "25:00", "26:00"), "incomplete"),
        (SlotParts("sat", "11:00", "11:00"), "order"),
        (SlotParts("sat", "11:00", "09:00"), "order"),
    ],
)
def test_a_slot_is_complete_and_ends_after_its_start(parts: SlotParts, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        slots.SlotsField(label="Times").clean([parts])
    assert refused.value.code == code


def test_a_slot_reads_as_a_day_and_two_times() -> None:
    with translation.override("en"):
        assert slots.words({"weekday": "sat", "from": "09:00", "to": "11:00"}) == "Saturday, 09:00–11:00"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("an@gmai.com", "an@gmail.com"),
        ("an@gmial.com", "an@gmail.com"),
        ("an@gmaill.com", "an@gmail.com"),
        ("an@gnail.com", "an@gmail.com"),
        ("an@gmail.co", "an@gmail.com"),
        ("an@gmail.com", ""),
        ("an@ymail.com", ""),
        ("an@school.edu.vn", ""),
        ("", ""),
    ],
)
def test_one_slip_of_a_finger_in_a_known_domain_is_noticed(typed: str, meant: str) -> None:
    assert mail.suggestion(typed) == meant


@pytest.mark.parametrize(
    ("sent", "written", "suspicious"),
    [
        (opened(), "", False),
        (opened(seconds_ago=2.9), "", True),
        (opened(seconds_ago=3), "", False),
        (opened(seconds_ago=-60), "", True),
        (opened(seconds_ago=25 * 3600), "", False),
        (opened(seconds_ago=25 * 3600), "see https://a.example", True),
        (opened(is_trapped=True), "", True),
        (opened(), "see https://a.example", False),
        (opened(), "https://a.example www.b.example HTTP://c.example", True),
    ],
)
def test_signs_of_a_robot_add_up(sent: Envelope, written: str, suspicious: bool) -> None:
    assert spam.is_suspicious(sent, written, NOW) is suspicious


def test_an_envelope_comes_back_as_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    left = envelope.fresh(POLICY, "quan-7")

    assert envelope.read(dict(left.inputs()), FormType.LEAVE_REQUEST) == left


def test_an_envelope_of_another_slip_is_worth_nothing() -> None:
    back = envelope.read(dict(envelope.fresh(POLICY).inputs()), FormType.HOLD)

    assert (back.started, back.policy_version) == (None, None)


@pytest.mark.parametrize("junk", [{}, {"started_at": "x", "policy_version": "1:2:3", "idempotency_key": "no"}])
def test_a_forged_envelope_is_read_as_empty_and_repaired(junk: dict[str, str]) -> None:
    back = envelope.read(junk, FormType.LEAVE_REQUEST)
    mended = back.repaired(POLICY)

    assert (back.key, back.started, back.policy_version) == (None, None, None)
    assert (mended.key is not None, mended.started, mended.policy_version) == (True, None, 3)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Zalo android/12110",
            UserAgentClass.ZALO,
        ),
        ("Mozilla/5.0 (iPhone) Mobile [FBAN/MessengerForiOS;FBAV/440.0]", UserAgentClass.MESSENGER),
        ("Mozilla/5.0 (Linux; Android) Mobile [FB_IAB/FB4A;FBAV/441.0;]", UserAgentClass.FACEBOOK),
        ("Mozilla/5.0 (Linux; Android) Mobile Lark/7.9.6", UserAgentClass.LARK),
        ("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", UserAgentClass.BROWSER),
        ("", UserAgentClass.BROWSER),
    ],
)
def test_in_app_browsers_are_told_apart(header: str, kind: UserAgentClass) -> None:
    assert visitors.user_agent_class(header) == kind


def test_an_address_is_kept_as_a_hash_that_changes_with_the_month() -> None:
    august, september = datetime(2026, 8, 31, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
    hashed = visitors.ip_hash("203.0.113.9", august)

    assert len(hashed) == 32
    assert "203" not in hashed
    assert hashed == visitors.ip_hash("203.0.113.9", august) != visitors.ip_hash("203.0.113.9", september)
    assert visitors.ip_hash("", august) == ""
