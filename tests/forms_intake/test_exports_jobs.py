"""What becomes of an export: two clicks, cancelling, workers that die, a day that is over."""

import uuid
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from accounts.models import User
from forms_intake import tasks
from forms_intake.enums import ExportFormat, ExportProblem, ExportState
from forms_intake.exports import jobs, storage, sweeping, writing
from forms_intake.inbox.filters import Filters
from forms_intake.models import Export
from school import aftercommit, clock, locks
from school.archive import Refused
from school.locks import Lock
from school.models import SensitiveRead
from school.sensitive import Reading
from tests import factories
from tests.forms_intake.export_rows import asked, folder, fresh, head

__all__ = ["folder", "head"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Calls of workers, which nobody here answers."""
    calls: list[str] = []
    monkeypatch.setattr(tasks.write_exports, "apply_async", lambda **_: calls.append("write"))
    return calls


def ready(by: User) -> Export:
    export = asked(by)
    assert writing.write_next()
    return fresh(export)


def test_two_clicks_are_one_export(head: User) -> None:
    key = uuid.uuid4()
    assert asked(head, key=key) == asked(head, key=key)
    assert Export.objects.count() == 1


def test_the_key_of_somebody_elses_page_opens_nothing_of_theirs(head: User) -> None:
    key = uuid.uuid4()
    asked(head, key=key)
    with pytest.raises(Refused):
        asked(factories.user(Role.ADMIN), key=key)


def test_a_third_at_once_is_refused_until_one_is_over(head: User) -> None:
    first, _second = asked(head), asked(head)
    with pytest.raises(Refused):
        asked(head)
    asked(factories.user(Role.ADMIN))
    jobs.cancel(first, by=head)
    asked(head)


def test_a_worker_is_called_once_it_is_committed(
    head: User, woken: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked(head)
        assert woken == []
    aftercommit.drain(5)
    assert woken == ["write"]


def test_they_are_written_one_after_the_other_the_oldest_first(head: User) -> None:
    first, second = asked(head), asked(head)
    taken = jobs.take()
    assert taken == first
    assert jobs.take() is None
    jobs.fail(first if taken is None else taken, ExportProblem.ERROR)
    assert jobs.take() == second


def test_nobody_takes_one_while_another_worker_is_taking(head: User) -> None:
    asked(head)
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [Lock.EXPORT])
        assert jobs.take() is None
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert jobs.take() is not None


def test_one_that_was_cancelled_before_its_turn_is_never_written(head: User) -> None:
    export = asked(head)
    jobs.cancel(export, by=head)
    assert not writing.write_next()
    assert fresh(export).state == ExportState.CANCELLED


def test_cancelling_what_is_over_changes_nothing(head: User) -> None:
    export = ready(head)
    assert jobs.cancel(export, by=head).state == ExportState.READY


def test_whoever_lost_the_lease_can_neither_go_on_nor_finish_nor_fail_it(head: User) -> None:
    asked(head)
    mine = jobs.take()
    assert mine
    Export.objects.update(lease_token=uuid.uuid4())
    with pytest.raises(jobs.Lost):
        jobs.note(mine, done=1, total=2)
    with pytest.raises(jobs.Lost):
        jobs.finish(mine, rows=1, stored=uuid.uuid4(), size=1, sha256="0" * 64)
    jobs.fail(mine, ExportProblem.ERROR)
    assert fresh(mine).state == ExportState.RUNNING


def test_the_export_of_a_dead_worker_is_written_anew(head: User, woken: list[str]) -> None:
    export = asked(head)
    jobs.take()
    sweeping.sweep()
    assert (fresh(export).state, woken) == (ExportState.RUNNING, [])
    Export.objects.update(lease_until=clock.now(), done=0, total=5)
    sweeping.sweep()
    assert (fresh(export).state, woken) == (ExportState.QUEUED, ["write"])
    assert writing.write_next()
    assert (fresh(export).state, fresh(export).tries) == (ExportState.READY, 2)


def test_the_third_worker_that_dies_is_the_last(head: User) -> None:
    export = asked(head)
    for _try in range(3):
        assert jobs.take()
        Export.objects.update(lease_until=clock.now())
        tasks.sweep_exports()
    assert (fresh(export).state, fresh(export).problem) == (ExportState.FAILED, ExportProblem.STOPPED)


def test_another_may_be_written_once_the_writer_of_the_first_has_died(head: User) -> None:
    asked(head)
    second = asked(head)
    jobs.take()
    Export.objects.filter(state=ExportState.RUNNING).update(lease_until=clock.now())
    assert jobs.take() == second


def test_after_a_day_the_file_goes_and_the_row_stays_without_what_was_searched_for(
    head: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    export = asked(head, "q=Nguyen An")
    writing.write_next()
    assert len(list(folder.iterdir())) == 1
    Export.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        sweeping.sweep()
    found = fresh(export)
    assert (found.state, found.search, found.has_search, found.done) == (ExportState.EXPIRED, "", True, 0)
    assert list(folder.iterdir()) == []


def test_the_sweep_deletes_what_belongs_to_nobody_and_nothing_else(
    head: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_GRACE_S", -1.0)
    export = ready(head)
    asked(head)
    writer = jobs.take()
    assert writer
    assert writer.lease_token
    with storage.workplace(writer.lease_token) as path:
        path.write_bytes(b"half")
        (folder / uuid.uuid4().hex).write_bytes(b"left over")
        (folder / ".work-dead").mkdir()
        sweeping.sweep()
        assert path.exists()
    assert [path.name for path in folder.iterdir()] == [fresh(export).stored.hex]  # type: ignore[union-attr]  # it is ready


def test_what_was_just_moved_in_is_not_taken_for_something_left_over(folder: Path) -> None:
    storage.folder()
    (folder / uuid.uuid4().hex).write_bytes(b"its row follows")
    sweeping.sweep()
    assert len(list(folder.iterdir())) == 1


def test_whoever_takes_the_file_is_noted_and_counted(head: User) -> None:
    export = ready(head)
    jobs.downloaded(export, Reading(head))
    assert fresh(export).downloads == 1
    note = SensitiveRead.objects.get()
    assert (note.reader, note.label, note.object_pk) == (head, "forms_intake.Export", str(export.pk))


def test_history_tells_who_asked_for_it_but_not_what_was_searched_for(head: User) -> None:
    export = asked(head, "q=Nguyen An&form_type=hold")
    event = Export.pgh_event_models["insert"].objects.get(pgh_obj_id=export.pk)  # type: ignore[attr-defined]  # pghistory's
    assert (event.created_by_id, event.query, event.has_search) == (head.pk, "form_type=hold", True)
    assert not hasattr(event, "search")


def test_a_filter_keeps_what_was_searched_for_apart(head: User) -> None:
    export = jobs.start(
        Filters(q="0912", form_type="hold"),
        content="common",
        format=ExportFormat.CSV,
        language="vi",
        key=uuid.uuid4(),
        by=head,
    )
    assert (export.query, export.search) == ("form_type=hold", "0912")


def test_no_two_locks_are_one() -> None:
    assert len(set(locks.Lock)) == len(locks.Lock)
