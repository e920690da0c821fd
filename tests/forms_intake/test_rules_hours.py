"""Working hours and the reply promise."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from forms_intake.enums import FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules import hours

SCHOOL = ZoneInfo("Asia/Ho_Chi_Minh")
POLICY = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=SCHOOL)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (local(21, 11, 32), local(21, 15, 32)),
        (local(21, 16), local(21, 20)),
        (local(21, 16, 1), local(22, 8, 1)),
        (local(21, 19, 30), local(22, 11, 30)),
        (local(21, 20), local(22, 12)),
        (local(21, 23, 59), local(22, 12)),
        (local(21, 0, 30), local(21, 12)),
        (local(31, 19), datetime(2026, 9, 1, 4, tzinfo=UTC)),
    ],
)
def test_an_answer_is_promised_after_four_working_hours(sent: datetime, due: datetime) -> None:
    assert hours.reply_due(sent.astimezone(UTC), POLICY) == due


def test_a_promise_longer_than_a_day_runs_over_several() -> None:
    slow = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1, reply_promise_hours=30)
    assert hours.reply_due(local(21, 10), slow) == local(23, 16)


def test_an_office_may_close_at_midnight() -> None:
    late = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1, office_closes_hour=24)
    assert hours.reply_due(local(21, 22), late) == local(22, 10)


@pytest.mark.parametrize(("moment", "is_open"), [((7, 59), False), ((8, 0), True), ((19, 59), True), ((20, 0), False)])
def test_the_office_opens_and_closes_on_the_hour(moment: tuple[int, int], is_open: bool) -> None:
    assert hours.is_open(local(21, *moment), POLICY) is is_open
