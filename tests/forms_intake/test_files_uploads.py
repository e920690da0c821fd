"""Taking files in: names, sizes, private storage, and how much is taken."""

import errno
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from pytest_django import Settings

from forms_intake.enums import FileType
from forms_intake.files import limits, names, storage, uploads
from forms_intake.files.kinds import IMAGES, PDF, Kind
from forms_intake.models import Attachment
from forms_intake.models.attachment import NAME_LIMIT
from school import turns
from tests.forms_intake import file_samples as samples
from tests.forms_intake.file_samples import HEIC, picture, upload

TEN_MB = 10_000_000
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder for files."""
    monkeypatch.setenv("ATTACHMENTS_DIR", str(tmp_path / "papers"))
    return tmp_path / "papers"


def keep(content: bytes, name: str = "giấy khám.jpg", *, takes: Kind = IMAGES | PDF, ip_hash: str = "") -> Attachment:
    return uploads.keep(upload(content, name), field="attachments", takes=takes, ip_hash=ip_hash)


def refusal(content: bytes, *, takes: Kind = IMAGES | PDF) -> str:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        keep(content, takes=takes)
    return str(refused.value.messages[0])


def code(content: bytes, *, ip_hash: str) -> str | None:
    with pytest.raises(ValidationError) as refused:
        keep(content, ip_hash=ip_hash)
    return refused.value.code


@pytest.mark.parametrize(
    ("given", "kind", "shown"),
    [
        ("giấy khám.HEIC", FileType.JPEG, "giấy khám.jpg"),
        ("../../etc/passwd", FileType.PDF, "passwd.pdf"),
        ("C:\\Users\\An\\đơn.pdf", FileType.PDF, "đơn.pdf"),
        ("an\u202egpj.exe", FileType.JPEG, "angpj.jpg"),
        ("a\x00b\r\nc.png", FileType.JPEG, "abc.jpg"),
        ("🎹 đơn.pdf", FileType.PDF, "🎹 đơn.pdf"),
        ("x" * 300 + ".png", FileType.JPEG, "x" * (NAME_LIMIT - 4) + ".jpg"),
        ("  ..  ", FileType.PDF, "file.pdf"),
        ("Giấy kha\u0301m.jpg", FileType.JPEG, "Giấy khám.jpg"),
        (None, FileType.JPEG, "file.jpg"),
    ],
)
def test_names_are_for_reading_only(given: str | None, kind: FileType, shown: str) -> None:
    with translation.override("en"):
        assert names.cleaned(given, kind) == shown


@pytest.mark.django_db
def test_a_file_is_stored_privately_under_a_name_by_chance(folder: Path) -> None:
    row = keep(picture(), "../../../etc/cron.d/x.php")
    path = next(storage.everything())

    assert path == folder / row.stored.hex[:2] / row.stored.hex
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (row.name, row.content_type, row.submission_id) == ("x.jpg", FileType.JPEG, None)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [picture("PNG"), picture("WEBP"), HEIC])
def test_a_pictures_ending_and_its_type_count_for_nothing(content: bytes) -> None:
    row = keep(content, "bài hát.mp3")
    assert (row.name, row.content_type) == ("bài hát.jpg", FileType.JPEG)
    assert storage.read(row.stored).startswith(b"\xff\xd8\xff")


@pytest.mark.django_db
def test_a_pdf_is_kept_as_it_came() -> None:
    row = keep(samples.PDF, "đơn.jpg")
    assert (row.name, storage.read(row.stored)) == ("đơn.pdf", samples.PDF)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04zip",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a...",
        b"plain",
        samples.PDF + b" " * TEN_MB,
    ],
)
def test_what_is_neither_picture_nor_pdf_and_what_is_too_large_gets_one_sentence(content: bytes) -> None:
    assert refusal(content) == "Files may have 10 MB at most and must be pictures or PDF"


@pytest.mark.django_db
def test_ten_megabytes_are_not_too_large() -> None:
    filled = samples.PDF.replace(b"trailer", b" " * (TEN_MB - len(samples.PDF)) + b"trailer")
    assert keep(filled).size == TEN_MB


def test_an_empty_file_is_told() -> None:
    assert refusal(b"") == "This file is empty. Choose another one"


def test_where_only_pictures_are_asked_for_a_pdf_is_refused() -> None:
    assert refusal(samples.PDF, takes=IMAGES) == "Pictures may have 10 MB at most (JPEG, PNG, HEIC or WebP)"


@pytest.mark.django_db
def test_a_harmful_pdf_leaves_nothing_behind() -> None:
    assert "Choose photos of its pages" in refusal(samples.pdf(b"<< /S /Launch >>"))
    assert (list(storage.everything()), Attachment.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_disk_that_fills_up_while_writing_is_told_calmly(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_name: object, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(storage, "write", full)
    assert refusal(picture()).startswith("Files cannot be kept at the moment. Send the slip without files now")


@pytest.mark.django_db
def test_a_disk_without_room_takes_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 10**12, storage.RESERVE - 1))
    assert refusal(picture()).startswith("Files cannot be kept at the moment")


@pytest.mark.django_db
def test_files_that_wait_for_their_slips_have_a_bound_together(monkeypatch: pytest.MonkeyPatch) -> None:
    first = keep(picture())
    monkeypatch.setattr(limits, "MOST_UNSENT_BYTES", first.size - 1)
    assert refusal(picture()).startswith("Files cannot be kept at the moment")


@pytest.mark.django_db
def test_one_address_uploads_only_so_many(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ADDRESS", ((2, limits.MOST_OF_ADDRESS[0][1]),))
    keep(picture(), ip_hash="a" * 32)
    keep(picture(), ip_hash="a" * 32)
    keep(picture(), ip_hash="b" * 32)
    with pytest.raises(ValidationError) as refused:
        keep(picture(), ip_hash="a" * 32)
    settings.SPAM_CHECKS = "none"

    assert refused.value.code == "flood"
    assert keep(picture(), ip_hash="a" * 32)


@pytest.mark.django_db
def test_files_that_are_read_and_refused_count_for_their_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_REFUSED", 2)
    codes = [code(samples.broken(), ip_hash="a" * 32) for _time in range(3)]
    assert codes == ["damaged", "damaged", "flood"]
    assert code(samples.broken(), ip_hash="b" * 32) == "damaged"


@pytest.mark.django_db
def test_what_is_refused_without_reading_counts_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_REFUSED", 1)
    assert [code(b"<html>", ip_hash="a" * 32) for _time in range(2)] == ["kind", "kind"]


@pytest.mark.django_db
def test_nobody_waits_long_while_other_files_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT_S", 0.01)
    with turns.taken():
        refused = refusal(picture())
    assert refused.startswith("Files cannot be kept at the moment. Send the slip without files now")
    assert keep(picture())


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Attachment, "save", refuse)
    with pytest.raises(RuntimeError):
        keep(picture())
    assert list(storage.everything()) == []


def test_a_write_that_breaks_off_leaves_no_half(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("os.fsync", lambda _file: (_ for _ in ()).throw(OSError(errno.EIO, "bad disk")))
    with pytest.raises(OSError, match="bad disk"):
        storage.write(Attachment().stored, b"x")
    assert [path for path in folder.rglob("*") if path.is_file()] == []
