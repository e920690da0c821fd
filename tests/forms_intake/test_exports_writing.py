"""From a filter to a file: which slips, which columns, which words; and what stops a writer."""

import csv
import errno
from pathlib import Path
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake import tasks
from forms_intake.enums import ExportContent, ExportProblem, ExportState, Flag, FormType, WorkStatus
from forms_intake.exports import columns, jobs, storage, writing
from forms_intake.exports.answers import Answers
from forms_intake.models import Export, Submission
from school import archive
from tests import factories
from tests.forms_intake.export_rows import asked, folder, fresh, head

__all__ = ["folder", "head"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is called, and five slips are several chunks."""
    monkeypatch.setattr(tasks.write_exports, "apply_async", lambda **_: None)
    monkeypatch.setattr(writing, "CHUNK", 2)


def written(by: User, query: str = "", **given: Any) -> list[dict[str, str]]:
    """The rows of the file, by their headings."""
    export = asked(by, query, **given)
    assert writing.write_next()
    export = fresh(export)
    assert (export.state, export.problem) == (ExportState.READY, "")
    assert export.stored
    with storage.path_of(export.stored).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def failing(by: User) -> Export:
    factories.submission()
    export = asked(by)
    writing.write_next()
    return fresh(export)


def test_the_file_holds_the_slips_of_the_list_in_its_order(head: User) -> None:
    slips = [factories.submission() for _ in range(5)]
    assert [row["Mã phiếu"] for row in written(head)] == [slip.reference for slip in reversed(slips)]


def test_a_filter_narrows_it(head: User) -> None:
    slip, _other = factories.submission(), factories.submission()
    Submission.objects.filter(pk=slip.pk).update(assignee=head)
    assert [row["Mã phiếu"] for row in written(head, "view=mine")] == [slip.reference]


def test_archived_slips_and_possible_spam_are_in_it_only_when_asked_for(head: User) -> None:
    plain, put_away, spam = (factories.submission() for _ in range(3))
    archive.archive(put_away, by=head, reason="twice")
    spam.flags = [Flag.POSSIBLE_SPAM.value]
    spam.save()
    found = {view: [row["Mã phiếu"] for row in written(head, f"view={view}")] for view in ("open", "archived", "spam")}
    assert found == {"open": [plain.reference], "archived": [put_away.reference], "spam": [spam.reference]}


def test_the_columns_all_slips_have_in_common(head: User) -> None:
    branch = factories.branch(name="Cơ sở Quận 7")
    slip = factories.submission(contact_phone="+84912345678", branch=branch, student_code="0123")
    slip.flags = [Flag.LATE_NOTICE.value, Flag.FOREIGN_PHONE.value]
    slip.work_status, slip.status_reason, slip.assignee = WorkStatus.DECLINED, "=HYPERLINK()", head
    slip.save()
    (row,) = written(head, "view=done", language="en")
    assert row["Phone number"] == "0912 345 678"
    assert (row["Student code"], row["Reason given to the parent"]) == ("'0123", "'=HYPERLINK()")
    assert (row["Branch"], row["Assignee"]) == ("Cơ sở Quận 7", head.name)
    assert (row["Flags"], row["Work status"]) == ("Late notice; Foreign number", "Declined")


def test_times_are_the_schools(head: User) -> None:
    slip = factories.submission()
    Submission.objects.filter(pk=slip.pk).update(submitted_at="2026-08-21T20:30:00Z")
    assert written(head, language="en")[0]["Sent at"] == "2026-08-22 03:30"


def test_the_answers_of_one_kind_of_slip_are_told_in_words(head: User) -> None:
    factories.submission()
    (row,) = written(head, "form_type=leave-request", content=ExportContent.ANSWERS, language="vi")
    assert (row["Nghỉ"], row["Ngày nghỉ"], row["Lý do"]) == ("Một buổi", "Thứ Sáu, 21/08/2026", "Ốm, sức khoẻ")
    assert row["Quan hệ với học viên"] == "Mẹ"


@pytest.mark.parametrize("form_type", list(FormType))
def test_nothing_that_is_kept_apart_has_a_column(form_type: FormType) -> None:
    with translation.override("en"):
        answers = Answers(form_type)
        titles = [column.title for column in answers.columns]
        assert len(answers.cells({})) == len(titles)
    assert not [title for title in titles if "ealth" in title or "rivate" in title]


def test_a_forgotten_senders_slip_has_empty_answers() -> None:
    answers = Answers(FormType.STUDENT_INFO)
    assert set(answers.cells({"branch": "quan-7"})) == {""}


def test_ticks_lists_and_choices_without_a_row_are_told_too() -> None:
    with translation.override("en"):
        answers = Answers(FormType.STUDENT_INFO)
        cells = answers.cells({"contact_channel": ["zalo", "sms"], "invoice_wanted": True, "gender": "female"})
    told = dict(zip([column.title for column in answers.columns], cells, strict=True))
    assert set(told.values()) == {"", "Zalo, Text message", "Yes", "Female"}


def test_a_chunk_of_slips_costs_one_query_however_many_they_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    pks = [factories.submission().pk for _ in range(3)]
    sheet = columns.sheet(ExportContent.ANSWERS, FormType.LEAVE_REQUEST)
    with django_assert_num_queries(1):
        assert len(sheet.values(pks)) == 3


def test_how_far_it_is_is_told_after_every_chunk(head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        factories.submission()
    told: list[tuple[int, int]] = []
    note = jobs.note

    def noted(export: Export, *, done: int, total: int) -> None:
        told.append((done, total))
        note(export, done=done, total=total)

    monkeypatch.setattr(jobs, "note", noted)
    written(head)
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_the_big_table_is_not_counted(head: User) -> None:
    factories.submission()
    asked(head)
    with CaptureQueriesContext(connection) as sent:
        writing.write_next()
    assert [query["sql"] for query in sent if "COUNT(" in query["sql"]] == []


def test_a_slip_that_goes_meanwhile_is_left_out(head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    slips = [factories.submission() for _ in range(3)]
    check = storage.check_room
    monkeypatch.setattr(storage, "check_room", lambda: (check(), Submission.objects.filter(pk=slips[0].pk).delete()))
    assert len(written(head)) == 2
    assert Export.objects.get().done == 2


def test_cancelled_half_way_it_leaves_no_file(head: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        factories.submission()
    export = asked(head)
    monkeypatch.setattr(storage, "check_room", lambda: jobs.cancel(export, by=head))
    assert writing.write_next()
    assert (fresh(export).state, fresh(export).done) == (ExportState.CANCELLED, 0)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("lost", [{"role": Role.TEACHER}, {"is_active": False}])
@pytest.mark.parametrize("is_before", [True, False])
def test_no_file_is_made_for_who_may_not_export_any_more(
    head: User, folder: Path, monkeypatch: pytest.MonkeyPatch, lost: dict[str, Any], is_before: bool
) -> None:
    factories.user(Role.ADMIN)
    factories.submission()
    export, people = asked(head), User.objects.filter(pk=head.pk)
    if is_before:
        people.update(**lost)
    else:
        monkeypatch.setattr(storage, "check_room", lambda: people.update(**lost))
    assert writing.write_next()
    assert (fresh(export).state, fresh(export).total, list(folder.iterdir())) == (
        ExportState.CANCELLED,
        None if is_before else 1,
        [],
    )


def test_cancelled_at_the_very_end_it_leaves_no_file(head: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = asked(head)
    keep = storage.keep
    monkeypatch.setattr(storage, "keep", lambda *given: (keep(*given), jobs.cancel(export, by=head)))
    assert writing.write_next()
    assert (fresh(export).state, list(folder.iterdir())) == (ExportState.CANCELLED, [])


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(errno.ENOSPC, "full"), ExportProblem.NO_ROOM),
        (OSError(errno.EIO, "broken"), ExportProblem.ERROR),
        (SoftTimeLimitExceeded(), ExportProblem.STOPPED),
        (ZeroDivisionError(), ExportProblem.ERROR),
    ],
)
def test_what_stops_a_writer_is_told_in_words_and_leaves_nothing(
    head: User, folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, problem: ExportProblem
) -> None:
    def stop() -> None:
        raise error

    monkeypatch.setattr(storage, "check_room", stop)
    export = failing(head)
    assert (export.state, export.problem, list(folder.iterdir())) == (ExportState.FAILED, problem, [])


def test_a_disk_with_less_than_the_reserve_counts_as_full(head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "RESERVE", 10**18)
    assert failing(head).problem == ExportProblem.NO_ROOM


def test_a_database_that_goes_away_leaves_it_to_the_sweep(head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose() -> None:
        raise OperationalError

    monkeypatch.setattr(storage, "check_room", lose)
    assert failing(head).state == ExportState.RUNNING


def test_the_filter_of_an_account_that_is_gone_still_makes_a_file(head: User) -> None:
    factories.submission()
    export = asked(head, "assignee=me")
    Export.objects.filter(pk=export.pk).update(query="assignee=999999&branch=gone")
    assert writing.write_next()
    assert fresh(export).state == ExportState.READY


def test_a_task_writes_one_and_asks_for_the_next(head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(head), asked(head)
    calls: list[int] = []
    monkeypatch.setattr(tasks.write_exports, "apply_async", lambda **_: calls.append(1))
    tasks.write_exports()
    assert (Export.objects.filter(state=ExportState.READY).count(), len(calls)) == (1, 1)
