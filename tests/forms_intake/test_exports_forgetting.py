"""When somebody is forgotten, no file goes on naming them."""

from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from accounts.models import User
from forms_intake import tasks
from forms_intake.enums import ExportProblem, ExportState
from forms_intake.exports import writing
from school import personal
from tests import factories
from tests.forms_intake.export_rows import asked, folder, fresh, head

__all__ = ["folder", "head"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.write_exports, "apply_async", lambda **_: None)


def forget(person: User) -> None:
    next(holding for holding in personal.holdings() if holding.name == "exports").forget(person, "—")


def test_files_go_and_those_being_written_end_when_a_sender_is_forgotten(
    head: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sender = factories.user()
    factories.submission(contact_email=sender.email)
    written, waiting = asked(head, "q=An"), asked(head, "q=An")
    writing.write_next()
    with django_capture_on_commit_callbacks(execute=True):
        forget(sender)
    assert (fresh(written).state, fresh(written).search, list(folder.iterdir())) == (ExportState.EXPIRED, "", [])
    assert (fresh(waiting).problem, fresh(waiting).search) == (ExportProblem.FORGOTTEN, "")


def test_so_too_for_a_colleague_whose_name_stands_in_the_files(head: User) -> None:
    slip = factories.submission()
    slip.assignee = colleague = factories.user()
    slip.save()
    export = asked(head)
    forget(colleague)
    assert fresh(export).state == ExportState.FAILED


def test_the_end_of_somebody_who_is_in_no_slip_ends_no_file(head: User) -> None:
    export = asked(head)
    forget(factories.user())
    assert fresh(export).state == ExportState.QUEUED


def test_whoever_exports_is_told_what_is_noted_of_it(head: User) -> None:
    asked(factories.user(Role.ADMIN), "view=done")
    asked(head, "view=late&q=An")
    (noted,) = personal.export(head)["exports"]["exports"]
    assert (noted["query"], noted["search"], noted["state"]) == ("view=late", "An", ExportState.QUEUED)


def test_files_are_forgotten_before_the_slips_that_tell_whose_they_are() -> None:
    names = [holding.name for holding in reversed(personal.holdings())]
    assert names.index("exports") < names.index("slips")
