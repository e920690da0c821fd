"""The virus scanner: what clamd is told and says, and what is opened because of it."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from forms_intake import tasks
from forms_intake.enums import ScanState
from forms_intake.files import opening, scanner, storage
from forms_intake.files.opening import Locked
from forms_intake.models import Attachment
from tests import factories
from tests.forms_intake import stored_files

Start = Callable[[bytes], list[bytes]]


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATTACHMENTS_DIR", str(tmp_path / "papers"))


def clamd(listener: socket.socket, answer: bytes, told: list[bytes]) -> None:
    """As clamd reads INSTREAM: a command, pieces with their length before them, a length of nothing."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!L", sent.read(4))[0]:
                content += sent.read(length)
            told.append(content)
            connection.sendall(answer)


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts a scanner on this machine that says this about everything; gives the list of what it was told."""
    listeners: list[socket.socket] = []

    def start(answer: bytes) -> list[bytes]:
        listener, told = socket.create_server(("127.0.0.1", 0)), list[bytes]()
        listeners.append(listener)
        threading.Thread(target=clamd, args=(listener, answer, told), daemon=True).start()
        monkeypatch.setenv("ATTACHMENT_SCANNER", f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        return told

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def row(db: None) -> Attachment:
    return stored_files.of(factories.submission())


def test_the_whole_file_reaches_the_scanner(start: Start) -> None:
    told, content = start(b"stream: OK\0"), b"piano" * 50_000
    assert scanner.is_clean(content)
    assert told == [content]


@pytest.mark.parametrize(
    ("answer", "expected"), [(b"stream: OK\0", True), (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", False)]
)
def test_the_scanners_word_is_taken(start: Start, answer: bytes, *, expected: bool) -> None:
    start(answer)
    assert scanner.is_clean(b"x") is expected


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"\xff" * 9000])
def test_any_other_word_is_no_word(start: Start, answer: bytes) -> None:
    start(answer)
    with pytest.raises(scanner.Unavailable):
        scanner.is_clean(b"x")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere", "clamd", "tcp://", "tcp://127.0.0.1:x"])
def test_a_scanner_that_cannot_be_reached_has_no_word(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("ATTACHMENT_SCANNER", address)
    with pytest.raises(scanner.Unavailable):
        scanner.is_clean(b"x")


def test_a_scanner_may_listen_at_a_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "clamd"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        threading.Thread(target=clamd, args=(listener, b"stream: OK\0", []), daemon=True).start()
        monkeypatch.setenv("ATTACHMENT_SCANNER", f"unix://{path}")
        assert scanner.is_clean(b"x")
        listener.shutdown(socket.SHUT_RDWR)


def test_without_a_scanner_files_open_unscanned(row: Attachment) -> None:
    assert opening.content(row).startswith(b"\xff\xd8")
    assert row.scan == ScanState.UNSCANNED


def test_a_file_is_scanned_before_it_is_first_opened_and_once(start: Start, row: Attachment) -> None:
    told = start(b"stream: OK\0")
    for _time in range(2):
        opening.content(Attachment.objects.get(pk=row.pk))
    row.refresh_from_db()
    assert (row.scan, len(told)) == (ScanState.CLEAN, 1)


def test_a_harmful_file_is_never_opened_again_whether_there_is_a_scanner_or_not(
    start: Start, row: Attachment, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(b"stream: Eicar-Signature FOUND\0")
    with pytest.raises(Locked):
        opening.content(row)
    monkeypatch.delenv("ATTACHMENT_SCANNER")
    with pytest.raises(Locked):
        opening.content(Attachment.objects.get(pk=row.pk))


def test_while_the_scanner_is_silent_nothing_opens(row: Attachment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTACHMENT_SCANNER", "tcp://127.0.0.1:1")
    with pytest.raises(Locked) as locked:
        opening.content(row)
    assert locked.value.state == ScanState.UNSCANNED


def test_what_came_with_a_slip_is_scanned_by_a_task(start: Start, row: Attachment) -> None:
    start(b"stream: OK\0")
    gone = stored_files.of(row.submission)  # type: ignore[arg-type]  # it has one
    storage.delete(gone.stored)
    tasks.scan_files(row.submission_id)  # type: ignore[arg-type]  # as above
    row.refresh_from_db()
    assert row.scan == ScanState.CLEAN


def test_the_task_is_asked_for_where_there_is_a_scanner(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as without:
        stored_files.of(factories.submission())
    monkeypatch.setenv("ATTACHMENT_SCANNER", "tcp://127.0.0.1:1")
    with django_capture_on_commit_callbacks() as asked:
        stored_files.of(factories.submission())
    assert len(asked) == len(without) + 1
