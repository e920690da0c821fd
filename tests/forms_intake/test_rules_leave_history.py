"""Earlier leaves of the same student."""

from datetime import date, timedelta
from typing import Any

import pytest

from forms_intake.enums import Flag, FormType, WorkStatus
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.rules import leave_history
from forms_intake.rules.leave import History, Leave
from tests import factories

POLICY = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)
DAY = date(2026, 8, 21)
PHONE = "+84912345678"
pytestmark = pytest.mark.django_db


def earlier(weeks: int, **fields: Any) -> Submission:
    day = DAY - timedelta(weeks=weeks)
    payload = {"leave_kind": "single", "lesson_date": day.isoformat()}
    given = {"key_date": day, "contact_phone": PHONE, "student_name": "Nguyễn Bảo An", "payload": payload}
    return factories.submission(**given | fields)


def history(phone: str = PHONE, name: str = "nguyen bao an", code: str = "") -> History:
    leave = Leave(kind="single", days=(DAY,))
    return leave_history.of(leave, POLICY, student_code=code, contact_phone=phone, student_name=name)


def test_leaves_of_the_last_twelve_weeks_count() -> None:
    for weeks in (1, 12, 13):
        earlier(weeks)

    assert history() == History(leaves_used=2, late_used=0)


def test_later_leaves_and_other_students_do_not_count() -> None:
    earlier(-1)
    earlier(1, student_name="Nguyễn Bảo Anh")
    earlier(1, contact_phone="+84912345679")

    assert history().leaves_used == 0


def test_several_days_and_ranges_count_their_lessons() -> None:
    days = [(DAY - timedelta(days=n)).isoformat() for n in (3, 10)]
    earlier(2, payload={"leave_kind": "several", "lesson_dates": days})
    earlier(3, payload={"leave_kind": "range", "date_from": "2026-07-31", "date_to": "2026-08-10"})

    assert history().leaves_used == 4


def test_the_same_lesson_reported_again_counts_once() -> None:
    earlier(0)
    earlier(1)
    earlier(1)
    for _time in range(2):
        earlier(3, payload={"leave_kind": "range", "date_from": "2026-07-31", "date_to": "2026-08-10"})

    assert history().leaves_used == 1 + 2


@pytest.mark.parametrize("status", [WorkStatus.DECLINED, WorkStatus.WITHDRAWN])
def test_what_was_declined_or_withdrawn_does_not_count(status: WorkStatus) -> None:
    submission = earlier(1)
    submission.work_status, submission.status_reason = status, "trùng"
    submission.save()

    assert history().leaves_used == 0


def test_possible_spam_does_not_count_against_a_family() -> None:
    earlier(1, flags=(Flag.POSSIBLE_SPAM,))

    assert history().leaves_used == 0


def test_late_notices_are_counted_for_the_calendar_year() -> None:
    earlier(2, flags=(Flag.LATE_NOTICE,))
    earlier(30, flags=(Flag.AFTER_START,))
    earlier(40, flags=(Flag.LATE_NOTICE,))

    assert history() == History(leaves_used=1, late_used=2)


def test_a_student_code_finds_the_history_for_the_office() -> None:
    earlier(1, student_code="HV-0123")

    assert history(phone="+84987654321", name="Ai Đó", code="HV-0123") == History(leaves_used=1)


def test_a_leave_without_days_has_no_history() -> None:
    empty = Leave(kind="single", days=())
    found = leave_history.of(empty, POLICY, student_code="", contact_phone=PHONE, student_name="An")
    assert found == History()
