"""What the calendar does to stored holds: once, whenever it runs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from forms_intake import policies, tasks
from forms_intake.enums import FormType, HoldState, TaskKind
from forms_intake.holds import daily, lifecycle
from forms_intake.models import Hold, HoldReminder, Submission, Task
from school import archive
from school.celery import app
from tests.forms_intake.hold_answers import approved, clerk
from tests.forms_intake.slip_pages import freeze

pytestmark = pytest.mark.django_db
# One month, so that lessons go on on 1 October.
START, BACK = date(2026, 9, 1), date(2026, 10, 1)


def at(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine in the morning at the school."""
    freeze(monkeypatch, datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


@pytest.fixture
def slip(monkeypatch: pytest.MonkeyPatch) -> Submission:
    at(date(2026, 8, 21), monkeypatch)
    return approved(START)


def state() -> str:
    return Hold.objects.get().state


def reminded() -> list[int]:
    return list(HoldReminder.objects.order_by("pk").values_list("days", flat=True))


def to_do() -> list[tuple[str, date]]:
    return list(Task.objects.open().order_by("pk").values_list("kind", "due_on"))


def test_most_days_nothing_is_due(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    assert daily.run() == 0
    at(BACK - timedelta(days=8), monkeypatch)
    daily.run()
    assert (reminded(), to_do()) == ([], [])


def test_the_hold_runs_from_its_first_day_on(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    at(START, monkeypatch)
    assert daily.run() == 1
    assert state() == HoldState.ACTIVE
    assert daily.run() == 0


def test_a_day_begins_at_the_schools_midnight(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 00:30 in Việt Nam it is 17:30 of the day before in UTC."""
    freeze(monkeypatch, datetime(2026, 8, 31, 17, 30, tzinfo=UTC))
    daily.run()
    assert state() == HoldState.ACTIVE


def test_seven_three_and_one_days_before_the_family_is_reminded(
    slip: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    for left in range(9, -1, -1):
        at(BACK - timedelta(days=left), monkeypatch)
        daily.run()
        assert daily.run() == 0
    assert reminded() == [7, 3, 1]


def test_a_week_before_the_office_gets_its_tasks(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    at(BACK - timedelta(days=7), monkeypatch)
    daily.run()
    assert to_do() == [(TaskKind.HOLD_REMIND, date(2026, 9, 24)), (TaskKind.HOLD_RETURN, BACK)]


def test_a_task_that_waits_is_not_opened_again_and_one_that_is_done_is_for_the_next_reminder(
    slip: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    for left in (7, 3):
        at(BACK - timedelta(days=left), monkeypatch)
        daily.run()
    assert Task.objects.count() == 2
    Task.objects.filter(kind=TaskKind.HOLD_REMIND).update(done_at=datetime.now(UTC))
    at(BACK - timedelta(days=1), monkeypatch)
    daily.run()
    assert (TaskKind.HOLD_REMIND, date(2026, 9, 30)) in to_do()


@pytest.mark.parametrize(
    ("channels", "email", "asks_a_person"),
    [
        (["email"], "huong@example.com", False),
        (["email", "call"], "huong@example.com", True),
        (["zalo"], "", True),
        (["email"], "", True),
    ],
)
def test_what_no_computer_sends_is_a_task(
    monkeypatch: pytest.MonkeyPatch, channels: list[str], email: str, asks_a_person: bool
) -> None:
    at(date(2026, 8, 21), monkeypatch)
    approved(START, answers={"remind_channel": channels}, contact_email=email)
    at(BACK - timedelta(days=7), monkeypatch)
    daily.run()
    assert Task.objects.filter(kind=TaskKind.HOLD_REMIND).exists() is asks_a_person
    assert (HoldReminder.objects.get().mail_due_at is not None) is bool(email)


def test_after_days_without_power_only_the_nearest_reminder_is_made_up_for(
    slip: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(BACK - timedelta(days=2), monkeypatch)
    daily.run()
    assert (state(), reminded()) == (HoldState.ACTIVE, [3])
    assert (TaskKind.HOLD_RETURN, BACK) in to_do()


def test_after_the_return_date_nobody_is_reminded_but_the_office_has_its_task(
    slip: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(BACK + timedelta(days=2), monkeypatch)
    daily.run()
    assert to_do() == [(TaskKind.HOLD_RETURN, BACK)]
    assert HoldReminder.objects.get().mail_due_at is None


def test_fifteen_days_after_the_return_date_the_course_lapses(
    slip: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(BACK + timedelta(days=14), monkeypatch)
    daily.run()
    assert state() == HoldState.ACTIVE
    at(BACK + timedelta(days=15), monkeypatch)
    before = Submission.objects.get().revision
    assert (daily.run(), daily.run()) == (1, 0)
    assert (state(), to_do()) == (HoldState.LAPSED, [(TaskKind.HOLD_LAPSED, date(2026, 10, 16))])
    assert Submission.objects.get().revision == before + 1


def test_the_grace_is_that_of_the_rules_which_the_sender_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    at(date(2026, 8, 21), monkeypatch)
    policies.revise(FormType.HOLD, {"hold_grace_days": 2}, by=None)
    approved(START, policy_version=2)
    at(BACK + timedelta(days=3), monkeypatch)
    daily.run()
    assert state() == HoldState.LAPSED


def test_an_extension_is_reminded_of_anew(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    at(BACK - timedelta(days=1), monkeypatch)
    daily.run()
    lifecycle.extend(Hold.objects.get(), until=date(2026, 10, 31), by=clerk(), reason="Đi xa")
    assert daily.run() == 0
    at(date(2026, 10, 25), monkeypatch)
    assert daily.run() == 1
    assert reminded() == [1, 7]
    assert (TaskKind.HOLD_RETURN, date(2026, 11, 1)) in to_do()


def test_whoever_is_back_or_put_away_hears_nothing(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    other = approved(START)
    lifecycle.returned(Hold.objects.get(submission=slip), by=clerk())
    archive.archive(other, by=None, reason="Nhập nhầm")
    at(BACK, monkeypatch)
    assert daily.run() == 0
    assert reminded() == []


def test_what_was_put_away_meanwhile_is_left_alone(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    at(BACK, monkeypatch)
    stale = Hold.objects.select_related("submission").get()
    archive.archive(slip, by=None, reason="Nhập nhầm")
    assert daily._advance(stale, BACK) is False


def test_the_number_of_questions_does_not_grow_with_holds_that_need_nothing(
    slip: Submission, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at(BACK - timedelta(days=6), monkeypatch)
    for _ in range(2):
        approved(START)
    daily.run()
    with django_assert_num_queries(3):
        assert daily.run() == 0


def test_a_hold_that_cannot_be_dealt_with_stops_no_other(
    slip: Submission, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = approved(START)
    Submission.objects.filter(pk=slip.pk).update(payload=slip.payload | {"remind_channel": 5})
    at(BACK - timedelta(days=7), monkeypatch)
    assert daily.run() == 1
    assert HoldReminder.objects.get().hold.submission == other
    assert "hold.not_advanced" in caplog.text


def test_the_plan_of_the_day_has_it() -> None:
    app.finalize()
    entry = app.conf.beat_schedule["holds"]
    assert entry["task"] == tasks.keep_holds.name
    assert (entry["schedule"].minute, min(entry["schedule"].hour)) == ({0, 15, 30, 45}, 7)


def test_the_task_does_both(slip: Submission, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]) -> None:
    at(BACK - timedelta(days=7), monkeypatch)
    tasks.keep_holds()
    tasks.keep_holds()
    assert len(mailoutbox) == 1
