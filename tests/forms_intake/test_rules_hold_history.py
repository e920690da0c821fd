"""Earlier holds of the same student, and leaves that a hold makes needless."""

from datetime import date
from typing import Any

import pytest

from forms_intake.enums import Flag
from forms_intake.models import Submission
from forms_intake.rules import hold_history
from forms_intake.rules.hold import History, Hold
from school import archive
from tests import factories
from tests.forms_intake import hold_answers

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"
HOLD = Hold(starts=date(2026, 9, 1), ends=date(2026, 9, 30))


def found(phone: str = PHONE, name: str = "nguyen bao an", code: str = "") -> History:
    return hold_history.of(HOLD, student_code=code, contact_phone=phone, student_name=name)


def earlier(start: date = date(2026, 3, 1), **fields: Any) -> Submission:
    return hold_answers.sent(start, contact_phone=PHONE, **fields)


@pytest.mark.parametrize(
    ("status", "is_open"),
    [("received", True), ("approved", True), ("done", False), ("declined", False), ("withdrawn", False)],
)
def test_a_leave_is_closed_when_nothing_is_to_be_done_about_it(status: str, is_open: bool) -> None:
    slip, first = earlier(HOLD.starts), leave(leave_kind="single", lesson_date="2026-09-04")
    Submission.objects.filter(pk=first.pk).update(work_status=status, status_reason="Nằm trong thời gian bảo lưu")
    leave(leave_kind="single", lesson_date="2026-10-01")
    found = hold_history.open_leaves(slip, starts=HOLD.starts, ends=HOLD.ends)
    assert found == ([first] if is_open else [])


def leave(**answers: Any) -> Submission:
    days = [answers.get(key) for key in ("lesson_date", "date_from")] + list(answers.get("lesson_dates", []))
    given = {key: value for key, value in factories.PAYLOAD.items() if key != "lesson_date"} | answers
    first = min(date.fromisoformat(day) for day in days if day)
    return factories.submission(contact_phone=PHONE, payload=given, key_date=first)


def test_a_first_hold_has_no_history() -> None:
    assert found() == History()


def test_the_same_family_and_name_or_the_same_code_is_the_same_student() -> None:
    earlier(student_code="HV-1")
    assert found().earlier_holds == 1
    assert found(phone="+84987654321", code="HV-1").earlier_holds == 1
    assert found(phone="+84987654321").earlier_holds == 0


def test_the_same_hold_sent_twice_is_one_hold() -> None:
    earlier(HOLD.starts)
    earlier(date(2026, 3, 1))
    earlier(date(2026, 3, 1))
    assert found().earlier_holds == 1


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_what_came_to_nothing_does_not_count(status: str) -> None:
    slip = earlier()
    Submission.objects.filter(pk=slip.pk).update(work_status=status, status_reason="Chưa đủ giấy tờ")
    assert found().earlier_holds == 0


def test_neither_possible_spam_nor_what_was_put_away_counts() -> None:
    earlier(flags=(Flag.POSSIBLE_SPAM,))
    archive.archive(earlier(), by=None, reason="Nhập nhầm")
    assert found().earlier_holds == 0


@pytest.mark.parametrize(
    ("answers", "is_inside"),
    [
        ({"leave_kind": "single", "lesson_date": "2026-09-30"}, True),
        ({"leave_kind": "single", "lesson_date": "2026-08-31"}, False),
        ({"leave_kind": "several", "lesson_dates": ["2026-08-20", "2026-09-01"]}, True),
        ({"leave_kind": "several", "lesson_dates": ["2026-08-20", "2026-10-01"]}, False),
        ({"leave_kind": "range", "date_from": "2026-08-01", "date_to": "2026-10-15"}, True),
        ({"leave_kind": "range", "date_from": "2026-08-01", "date_to": "2026-08-31"}, False),
    ],
)
def test_leaves_on_a_day_of_the_hold_are_counted(answers: dict[str, Any], is_inside: bool) -> None:
    leave(**answers)
    assert found().leaves_inside == int(is_inside)
