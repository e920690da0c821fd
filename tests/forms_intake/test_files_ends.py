"""How files end: with their slip, with their sender, a day after they were left behind; and what the sweep finds."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.enums import Role
from forms_intake import personal
from forms_intake.files import ends, storage
from forms_intake.models import Attachment
from forms_intake.tasks import sweep_files
from school import clock
from school.retention import run
from tests import factories
from tests.forms_intake import stored_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATTACHMENTS_DIR", str(tmp_path / "papers"))


def aged(path: Path) -> Path:
    """The file as if it lay there since yesterday."""
    os.utime(path, (time.time() - 24 * 3600,) * 2)
    return path


def test_a_file_goes_after_its_row_is_gone_for_certain(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = stored_files.unsent()
    with django_capture_on_commit_callbacks(execute=True):
        row.delete()
        assert storage.exists(row.stored)
    assert not storage.exists(row.stored)


def test_a_deletion_that_is_taken_back_keeps_the_file(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = stored_files.unsent()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).delete()
        transaction.set_rollback(True)
    assert storage.exists(row.stored)


def test_the_purge_takes_what_was_never_sent_and_nothing_else(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, sent = stored_files.unsent(), stored_files.of(factories.submission())
    tomorrow = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    with django_capture_on_commit_callbacks(execute=True):
        run.run(60)
    assert list(Attachment.objects.all()) == [sent]
    assert (storage.exists(left.stored), storage.exists(sent.stored)) == (False, True)


def test_the_purge_of_a_slip_takes_its_files_and_their_names_in_history(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = stored_files.of(factories.submission())
    later = clock.now() + timedelta(days=731)
    monkeypatch.setattr(clock, "now", lambda: later)
    with django_capture_on_commit_callbacks(execute=True):
        run.run(60)
    events = Attachment.pgh_event_models  # type: ignore[attr-defined]  # added by pghistory
    assert not storage.exists(row.stored)
    assert not any(event._base_manager.filter(pgh_obj_id=row.pk).exists() for event in events.values())


def test_forgetting_a_person_takes_the_papers_of_their_slips(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    family, slip, other = factories.user(Role.STUDENT), factories.submission(), factories.submission()
    slip.account = family
    slip.save()
    theirs, others = stored_files.of(slip), stored_files.of(other)
    with django_capture_on_commit_callbacks(execute=True):
        personal.forget(family, "Người đã xoá")
    assert (storage.exists(theirs.stored), storage.exists(others.stored)) == (False, True)


def test_a_person_reads_which_papers_are_kept() -> None:
    family, slip = factories.user(Role.STUDENT), factories.submission()
    slip.account = family
    slip.save()
    row = stored_files.of(slip)
    told = personal.export(family)["slips"][0]["files"]
    assert [(file["name"], file["size"]) for file in told] == [(row.name, row.size)]


def test_the_sweep_takes_files_that_no_row_names_halves_too_once_they_are_old() -> None:
    kept = stored_files.unsent()
    for name in (uuid.uuid4(), uuid.uuid4()):
        storage.write(name, b"orphan")
    orphan, young = (path for path in storage.everything() if path.name != kept.stored.hex)
    half = orphan.parent / ".broken-off"
    half.write_bytes(b"x")
    aged(orphan), aged(half)

    assert ends.sweep() == (2, 0)
    assert {path.name for path in storage.everything()} == {kept.stored.hex, young.name}


def test_the_sweep_takes_uploads_that_a_killed_process_left(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "incoming").mkdir()
    left, arriving = (tmp_path / "incoming" / name for name in ("a.upload.jpg", "b.upload.jpg"))
    left.write_bytes(b"x"), arriving.write_bytes(b"x")
    aged(left)

    assert ends.sweep() == (1, 0)
    assert (left.exists(), arriving.exists()) == (False, True)


def test_a_file_that_goes_while_the_sweep_looks_stops_it_not(tmp_path: Path) -> None:
    assert not ends._is_old(tmp_path / "gone")


def test_the_sweep_tells_of_rows_whose_file_is_gone_and_keeps_them(caplog: pytest.LogCaptureFixture) -> None:
    row = stored_files.of(factories.submission())
    storage.delete(row.stored)
    sweep_files()
    assert "attachment.missing" in caplog.text
    assert Attachment.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"unsent_since": None}, {"content_type": "image/svg+xml"}, {"size": 0}, {"name": ""}, {"scan": "clean"}],
)
def test_the_database_refuses_what_no_file_can_be(wrong: dict[str, object]) -> None:
    row = stored_files.unsent()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(**wrong)
