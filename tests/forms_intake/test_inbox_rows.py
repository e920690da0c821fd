"""What a row of the inbox says: the slip in a line, the time, the promise in working hours; and one look for many."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from forms_intake.enums import DeliveryState, FormType, LarkStatus, WorkStatus
from forms_intake.hints import Hint
from forms_intake.inbox import promise, rows
from forms_intake.inbox.together import Together
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.slips import summaries
from school import clock
from tests.forms_intake.delivery_rows import delivery

POLICY = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=1)  # 8 to 20 o'clock


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """On a day of August 2026; the 21st is a Friday."""
    return clock.on_school_day(datetime(2026, 8, day, tzinfo=UTC).date()) + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("form_type", "answers", "line"),
    [
        (
            "leave-request",
            {"leave_kind": "single", "lesson_date": "2026-08-21", "lesson_time": "17:30"},
            "Fri 21/08 17:30",
        ),
        (
            "leave-request",
            {"leave_kind": "single", "lesson_date": "2026-08-21", "teacher_name": "cô Hà"},
            "Fri 21/08 · cô Hà",
        ),
        ("leave-request", {"leave_kind": "range", "date_from": "2026-09-20", "date_to": "2026-10-25"}, "20/09 → 25/10"),
        (
            "leave-request",
            {"leave_kind": "several", "lesson_dates": ["2026-08-21", "2026-08-28"]},
            "Fri 21/08 (2 lessons)",
        ),
        (
            "hold",
            {"hold_start": "2026-09-01", "hold_end": "2026-11-30", "hold_months": "3", "return_date": "2026-12-01"},
            "01/09 → 30/11 (3 months) · back on 01/12",
        ),
        ("hold", {"hold_start": "2026-09-01", "hold_end": "2027-01-30", "hold_months": "longer"}, "01/09 → 30/01"),
        (
            "change",
            {"change_kinds": ["schedule", "teacher"], "effective_date": "2026-09-01"},
            "timetable, teacher from 01/09",
        ),
        ("change", {"change_kinds": ["course"]}, "course"),
        (
            "transfer",
            {
                "transfer_kind": "person",
                "receiver_name": "Lê Khoa",
                "receiver_relationship_other": "Cousin",
                "scope": "all",
                "remaining_lessons": 24,
            },
            "→ Lê Khoa (cousin) · 24 lessons",
        ),
        (
            "transfer",
            {"transfer_kind": "branch", "to_branch_name": "Thủ Đức", "effective_date": "2026-09-01"},
            "→ Thủ Đức · 01/09",
        ),
        (
            "student-info",
            {"purpose": "new", "facts": {"age": 9.6}, "courses": [{"name": "Piano 1-1"}]},
            "new registration · 9 years old · Piano 1-1",
        ),
        ("student-info", {"purpose": "update", "courses": [{"name": "A"}, {"name": "B"}]}, "A +1"),
    ],
)
def test_a_slip_in_a_line(form_type: str, answers: dict[str, Any], line: str) -> None:
    assert line in summaries.of(form_type, answers)


@pytest.mark.parametrize("form_type", FormType.values)
@pytest.mark.parametrize("answers", [{}, {"leave_kind": "single", "lesson_date": "soon", "courses": [], "facts": None}])
def test_what_a_slip_no_longer_tells_is_left_out(form_type: str, answers: dict[str, Any]) -> None:
    assert summaries.of(form_type, answers) == ""


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(21, 11, 32), "11:32"),
        (at(20, 21, 14), "Thu 21:14"),
        (at(15, 9), "Sat 09:00"),
        (at(14, 9), "14/8"),
        (at(21, 9) - timedelta(days=365), "21/8/2025"),
    ],
)
def test_times_are_as_short_as_they_can_be(moment: datetime, words: str) -> None:
    assert rows.when(moment, at(21, 11, 48)).replace("/0", "/") == words


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(21, 11, 48), at(21, 15, 32), 224),
        (at(21, 19), at(22, 9), 120),
        (at(21, 22), at(22, 9, 30), 90),
        (at(21, 6), at(21, 9), 60),
        (at(21, 12), at(23, 12), 1440),
        (at(21, 15, 32), at(21, 11, 48), -224),
        (at(21, 21), at(21, 23), 0),
    ],
)
def test_only_working_hours_count(start: datetime, end: datetime, minutes: int) -> None:
    assert promise.working(start, end, POLICY) == timedelta(minutes=minutes)


def test_what_is_months_old_is_not_counted_day_by_day() -> None:
    assert promise.working(at(21, 8) - timedelta(days=3650), at(21, 8), POLICY) == timedelta(hours=12) * 60


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (224 * 60, "3 hours 44 minutes left"),
        (3600, "1 hour left"),
        (61, "2 minutes left"),
        (0, "1 minute left"),
        (-18 * 60, "18 minutes late"),
    ],
)
def test_the_promise_in_words(left: int, words: str) -> None:
    assert promise.words(left) == words


@pytest.mark.django_db
def test_a_promise_missed_at_night_is_missed() -> None:
    slip = Submission(due_at=at(21, 20), work_status=WorkStatus.RECEIVED)
    found = promise.Watch(at(21, 23)).of(slip)
    assert found
    assert found.is_late


@pytest.mark.django_db
@pytest.mark.parametrize("status", [WorkStatus.NEEDS_INFO, WorkStatus.APPROVED, WorkStatus.WITHDRAWN])
def test_nobody_waits_for_what_has_been_answered(status: WorkStatus) -> None:
    assert promise.Watch(at(21, 23)).of(Submission(due_at=at(21, 20), work_status=status)) is None


@pytest.mark.django_db
def test_an_hour_before_it_is_soon_and_the_office_works_until_eight() -> None:
    watch = promise.Watch(at(21, 11))
    slip = Submission(due_at=at(21, 12), work_status=WorkStatus.IN_REVIEW)
    found = watch.of(slip)
    assert found
    assert (found.is_soon, found.is_late, watch.window()) == (True, False, (at(21, 8), at(21, 20)))


@pytest.mark.django_db
def test_a_row_calls_a_new_slip_what_its_page_and_its_column_call_it() -> None:
    slip = Submission(form_type="hold", submitted_at=clock.now(), lark_status=LarkStatus.SENT, payload={})
    badge = rows.items([slip], promise.Watch(clock.now()))[0].badge
    assert badge == ("info", slip.get_work_status_display())


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (LarkStatus.SENT, "", "ok"),
        (LarkStatus.FAILED, Hint.PAUSED, "wait"),
        (LarkStatus.FAILED, Hint.EXHAUSTED, "fail"),
        (LarkStatus.PENDING, "", "wait"),
    ],
)
def test_the_way_to_lark_has_one_of_three_looks(status: LarkStatus, error: str, kind: str) -> None:
    slip = Submission(
        form_type="hold",
        lark_status=status,
        lark_error=error,
        submitted_at=at(21, 9),
        payload={},
        flags=["possible_spam"],
    )
    item = rows.items([slip], promise.Watch(clock.now()))[0]
    assert (item.send.kind, item.flags[0][0]) == (kind, "error")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "words"), [(DeliveryState.WAITING, "Tries again at"), (DeliveryState.LEASED, "Sending")]
)
def test_what_is_being_sent_names_no_later_time(state: DeliveryState, words: str) -> None:
    delivery(state)
    [item] = rows.items(Submission.objects.all(), promise.Watch(clock.now()))
    assert item.send.words.startswith(words)


def test_all_who_ask_while_somebody_looks_share_the_next_look() -> None:
    together, looks, begun, go = Together[str](), list[int](), threading.Event(), threading.Event()

    def look() -> str:
        looks.append(1)
        begun.set()
        assert go.wait(10)
        return str(len(looks))

    with ThreadPoolExecutor(20) as screens:
        first = screens.submit(together, "open", look)
        assert begun.wait(10)
        others = [screens.submit(together, "open", look) for _ in range(10)]
        different = screens.submit(together, "mine", lambda: "mine")
        assert different.result(10) == "mine"
        while together._next.get("open") is None:
            pass
        go.set()
        answers = {each.result(10) for each in others}
    assert first.result() == "1"
    assert answers <= {"2", "3"}
    assert len(looks) <= 3


def test_whose_neighbour_failed_looks_alone() -> None:
    together, begun, go = Together[str](), threading.Event(), threading.Event()

    def fails() -> str:
        begun.set()
        assert go.wait(10)
        raise LookupError

    with ThreadPoolExecutor() as screens:
        first = screens.submit(together, "open", fails)
        assert begun.wait(10)
        second = screens.submit(together, "open", lambda: "seen")
        go.set()
        assert second.result(10) == "seen"
        assert isinstance(first.exception(10), LookupError)


def test_nothing_is_kept_for_those_who_ask_later() -> None:
    together = Together[str]()
    assert [together("open", lambda n=n: str(n)) for n in range(3)] == ["0", "1", "2"]  # type: ignore[misc]  # a default names the turn


def test_whoever_waits_is_joined_also_between_two_looks() -> None:
    together = Together[str]()
    _before, first, _others = together._enlist("open")
    before, second, _others = together._enlist("open")
    assert before is first
    del together._running["open"]  # the first has ended, and the second not begun
    assert together._enlist("open")[2] is second


def test_nobody_joins_a_look_that_has_begun() -> None:
    together = Together[str]()
    _before, first, _others = together._enlist("open")
    _before, second, _others = together._enlist("open")
    first.set_result("old")
    together._begin_after("open", first, second)
    before, _third, others = together._enlist("open")
    assert (before, others) == (second, None)


def test_whose_look_was_done_by_another_in_vain_looks_too() -> None:
    together, failed = Together[str](), Future[str]()
    failed.set_exception(LookupError())
    together._next["open"] = failed
    assert together("open", lambda: "seen") == "seen"


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_holds_no_connection_of_the_pool() -> None:
    connection.ensure_connection()
    together, others = Together[str](), Future[str]()
    others.set_result("seen")
    together._next["open"] = others
    assert together("open", lambda: "alone") == "seen"
    assert connection.connection is None
