"""Figures of days: what is counted, and that they stay true whatever happens to a slip."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from forms_intake import policies, quarantine, sender, work
from forms_intake.dashboard import counting
from forms_intake.dashboard.spreads import Counted
from forms_intake.enums import DeliveryState, DestinationKind, Flag, FormType
from forms_intake.inbox import promise, undo
from forms_intake.models import DayFigures, Delivery, Destination, FiguresState, Submission
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
SCHOOL = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def linh() -> User:
    return factories.user(Role.STAFF, name="cô Linh")


def slip(days_ago: int = 0, **fields: Any) -> Submission:
    """A slip that came at ten in the morning, so many days ago; others' figures are not yet counted."""
    made = factories.submission(**fields)
    at = datetime.combine(clock.today(), datetime.min.time(), SCHOOL) + timedelta(hours=10, days=-days_ago)
    Submission.objects.filter(pk=made.pk).update(submitted_at=at, due_at=at + timedelta(hours=4))
    made.refresh_from_db()
    return made


def counted(days_ago: int = 0) -> list[DayFigures]:
    counting.keep_true()
    return list(DayFigures.objects.filter(day=clock.today() - timedelta(days=days_ago)).order_by("form_type", "branch"))


def cell_of(day: int | date) -> Counted:
    """The only one of a day, or of so many days ago."""
    at = day if isinstance(day, date) else clock.today() - timedelta(days=day)
    (found,) = counting.cells(at, at)
    return found


def answered(made: Submission, after: timedelta) -> None:
    Submission.objects.filter(pk=made.pk).update(answered_at=made.submitted_at + after)


def test_slips_are_counted_by_day_kind_and_branch() -> None:
    branch = factories.branch()
    slip(3), slip(3, branch=branch), slip(3, branch=branch), slip(3, form_type=FormType.HOLD), slip(4)
    assert [(row.form_type, row.branch, row.received) for row in counted(3)] == [
        ("hold", None, 1),
        ("leave-request", branch, 2),
        ("leave-request", None, 1),
    ]


def test_possible_spam_is_not_counted_until_it_is_none(linh: User) -> None:
    kept = slip(2, flags=(Flag.POSSIBLE_SPAM,))
    assert counted(2) == []
    quarantine.release(kept, by=linh)
    assert counted(2)[0].received == 1


def test_a_day_is_the_schools_and_not_greenwichs() -> None:
    made = slip()
    Submission.objects.filter(pk=made.pk).update(submitted_at=datetime(2026, 8, 20, 23, 30, tzinfo=SCHOOL))
    counting.count([date(2026, 8, 20), date(2026, 8, 21)])
    assert DayFigures.objects.get().day == date(2026, 8, 20)


def test_the_first_answer_of_the_office_counts_and_what_the_sender_does_is_none(linh: User) -> None:
    asked = work.change(slip(), to="needs_info", by=linh, reason="Buổi nào?")
    first = asked.answered_at
    sender.answer(asked, text="Thứ Sáu")
    assert work.approve(Submission.objects.get(pk=asked.pk), by=linh).answered_at == first
    assert work.take(slip(), by=linh).answered_at is None
    assert sender.withdraw(slip(), seen=0).answered_at is None


def test_an_answer_that_is_taken_back_was_none_but_what_was_said_before_it_stays(linh: User) -> None:
    seen = slip()
    word = undo.word([undo.before(seen, work.approve(seen, by=linh))], by=linh)  # type: ignore[list-item]  # it has changed
    assert undo.undo(word, by=linh).done[0].answered_at is None
    asked = work.change(slip(), to="needs_info", by=linh, reason="Buổi nào?")
    word = undo.word([undo.before(asked, work.approve(asked, by=linh))], by=linh)  # type: ignore[list-item]  # it has changed
    assert undo.undo(word, by=linh).done[0].answered_at == asked.answered_at


def test_kept_promises_and_working_minutes() -> None:
    answered(slip(1), timedelta(hours=4))
    answered(slip(1), timedelta(hours=20))
    row = counted(1)[0]
    # From ten to eight in the evening; the office opens again at eight, two hours later than six in the morning.
    assert (row.kept, row.answered, sorted(cell_of(1).reply_minutes)) == (1, 2, [240, 600])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("2026-08-20 07:00", "2026-08-20 07:30"),
        ("2026-08-20 08:00", "2026-08-20 08:01"),
        ("2026-08-20 19:59", "2026-08-21 08:01"),
        ("2026-08-20 22:00", "2026-08-24 07:00"),
        ("2026-08-20 12:10", "2026-09-20 23:00"),
    ],
)
def test_the_database_counts_working_time_as_the_inbox_does(sent: str, said: str) -> None:
    start, end = (datetime.fromisoformat(at).replace(tzinfo=SCHOOL) for at in (sent, said))
    made = slip()
    Submission.objects.filter(pk=made.pk).update(submitted_at=start, due_at=start, answered_at=end)
    spent = promise.working(start, end, policies.current(FormType.LEAVE_REQUEST))
    assert cell_of(start.date()).reply_minutes == [spent.total_seconds() // 60]


def test_office_hours_are_those_that_the_sender_was_told() -> None:
    made = slip(1)
    policies.revise(FormType.LEAVE_REQUEST, {"office_opens_hour": 10, "office_closes_hour": 11}, by=None)
    answered(made, timedelta(hours=3))
    assert cell_of(1).reply_minutes == [180]
    Submission.objects.filter(pk=made.pk).update(policy_version=2)
    assert cell_of(1).reply_minutes == [60]


def test_lark_has_a_slip_when_the_first_of_its_messages_is_taken() -> None:
    made = slip(1)
    for kind, seconds in ((DestinationKind.WEBHOOK, 9), (DestinationKind.WEBHOOK, 3), (DestinationKind.EMAIL, 1)):
        place = Destination.objects.create(name=f"{kind}{seconds}", kind=kind, is_active=False)
        Delivery.objects.create(
            submission=made,
            destination=place,
            state=DeliveryState.DELIVERED,
            next_attempt_at=None,
            delivered_at=made.submitted_at + timedelta(seconds=seconds),
        )
    slip(1)
    assert cell_of(1).lark_ms == [3000]


def test_only_days_that_changed_are_counted_anew(linh: User, django_assert_num_queries: Any) -> None:
    made = slip(5, flags=(Flag.LATE_NOTICE,))
    assert counted(5)[0].late_notice == 1
    FiguresState.objects.update(changes_until=timezone.now() + counting.OVERLAP)
    DayFigures.objects.update(received=99)
    assert counted(5)[0].received == 99
    FiguresState.objects.update(changes_until=timezone.now())
    work.decline(made, by=linh, reason="Trùng phiếu")
    assert counted(5)[0].received == 1


def test_the_first_run_counts_all_days_and_goes_on_where_its_time_was_over(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [slip(2), slip(30), slip(400)]
    Submission.pgh_event_models["insert"].objects.all().delete()  # type: ignore[attr-defined]  # of pghistory
    monkeypatch.setattr(counting, "SLICE_S", -1)
    assert counting.keep_true() is True
    assert DayFigures.objects.count() < len(made)
    monkeypatch.setattr(counting, "SLICE_S", 60)
    assert counting.keep_true() is False
    assert DayFigures.objects.count() == len(made)


def test_days_whose_slips_are_partly_deleted_keep_their_figures() -> None:
    day = clock.today() - timedelta(days=725)
    fields = {"received": 7, "late_notice": 0, "kept": 0, "answered": 0}
    DayFigures.objects.create(day=day, form_type=FormType.HOLD, **fields)
    counting.count([day])
    assert DayFigures.objects.get(day=day).received == 7
