"""The papers of a slip for the office: who opens them, what a browser may do with them, what is noted."""

import io
from pathlib import Path

import pytest
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.enums import Role
from forms_intake.admin import files
from forms_intake.enums import ScanState
from forms_intake.files import storage
from forms_intake.models import Attachment, Submission
from school import clock
from school.models import SensitiveRead
from tests import factories
from tests.factories import PAYLOAD
from tests.forms_intake import stored_files
from tests.forms_intake.file_samples import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATTACHMENTS_DIR", str(tmp_path / "papers"))


@pytest.fixture
def slip() -> Submission:
    return factories.submission(payload=PAYLOAD | {"reason": "school"})


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(factories.user(Role.STAFF))
    client.cookies["language"] = "en"
    return client


def address(row: Attachment, small: str = "") -> str:
    return reverse(f"admin:forms_intake_submission_file{small}", args=[row.submission_id, row.pk])


def page_of(client: Client, slip: Submission) -> str:
    return client.get(reverse("admin:forms_intake_submission_change", args=[slip.pk])).content.decode()


def infect(row: Attachment) -> None:
    Attachment.objects.filter(pk=row.pk).update(scan=ScanState.INFECTED, scanned_at=clock.now())


def test_the_slips_page_lists_name_kind_size_and_scan(office: Client, slip: Submission) -> None:
    row = stored_files.of(slip, PDF, "lịch <b>thi.pdf")
    page = page_of(office, slip)
    assert "lịch &lt;b&gt;thi.pdf" in page
    assert f"PDF · {filesizeformat(row.size)}" in page
    assert (f'href="{address(row)}"' in page, "not scanned" in page) == (True, True)


def test_a_slip_without_files_has_no_panel(office: Client, slip: Submission) -> None:
    assert 'id="h-files"' not in page_of(office, slip)


def test_a_picture_opens_in_the_browser_which_may_do_nothing_with_it(office: Client, slip: Submission) -> None:
    answer = office.get(address(stored_files.of(slip)))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


def test_a_pdf_is_only_downloaded_under_its_name(office: Client, slip: Submission) -> None:
    answer = office.get(address(stored_files.of(slip, PDF, "lịch thi.pdf")))
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''l%E1%BB%8Bch%20thi.pdf"
    assert (answer["Content-Type"], answer.content) == ("application/pdf", PDF)


def test_each_opening_is_noted(office: Client, slip: Submission) -> None:
    row = stored_files.of(slip)
    office.get(address(row), REMOTE_ADDR="192.0.2.7")
    read = SensitiveRead.objects.get()
    assert (read.label, read.object_pk, read.field, read.address) == (
        "forms_intake.Attachment",
        str(row.pk),
        "file",
        "192.0.2.7",
    )


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT, None])
@pytest.mark.parametrize("small", ["", "_small"])
def test_nobody_else_opens_one(client: Client, slip: Submission, role: Role | None, small: str) -> None:
    row = stored_files.of(slip)
    if role:
        client.force_login(factories.user(role))
    assert client.get(address(row, small)).status_code in {302, 403, 404}
    assert not SensitiveRead.objects.exists()


def test_a_file_is_found_at_its_own_slip_only(office: Client, slip: Submission) -> None:
    row = stored_files.of(slip)
    elsewhere = reverse("admin:forms_intake_submission_file", args=[factories.submission().pk, row.pk])
    assert office.get(elsewhere).status_code == 404
    assert office.get(address(stored_files.of(slip)).replace(f"/{slip.pk}/", "/0/")).status_code == 404


def test_a_small_picture_stands_beside_the_name(office: Client, slip: Submission) -> None:
    row = stored_files.of(slip)
    assert address(row, "_small") in page_of(office, slip)
    answer = office.get(address(row, "_small"))
    assert max(Image.open(io.BytesIO(answer.content)).size) <= 240
    assert "private" in answer["Cache-Control"]
    assert not SensitiveRead.objects.exists()


def test_papers_that_may_be_about_health_show_no_small_picture(office: Client) -> None:
    sick = factories.submission(payload=PAYLOAD | {"reason": "sick"})
    row = stored_files.of(sick)
    assert address(row, "_small") not in page_of(office, sick)
    assert office.get(address(row, "_small")).status_code == 404
    assert office.get(address(row)).status_code == 200


def test_a_pdf_has_no_small_picture(office: Client, slip: Submission) -> None:
    assert office.get(address(stored_files.of(slip, PDF), "_small")).status_code == 404


def test_a_harmful_file_stays_locked_and_the_office_reads_why(office: Client, slip: Submission) -> None:
    row = stored_files.of(slip)
    infect(row)
    page, answer = page_of(office, slip), office.get(address(row))
    assert (f'href="{address(row)}"' in page, "harmful, locked" in page) == (False, True)
    assert (answer.status_code, "something harmful" in answer.content.decode()) == (403, True)
    assert not SensitiveRead.objects.exists()


def test_while_the_scanner_is_silent_the_office_reads_when_to_come_back(
    office: Client, slip: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = stored_files.of(slip)
    monkeypatch.setenv("ATTACHMENT_SCANNER", "tcp://127.0.0.1:1")
    assert "in a few minutes" in office.get(address(row)).content.decode()


def test_a_lost_file_is_told(office: Client, slip: Submission) -> None:
    row = stored_files.of(slip)
    storage.delete(row.stored)
    answer = office.get(address(row))
    assert (answer.status_code, "Ask the sender for it" in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_papers_takes_one_query(office: Client, slip: Submission, count: int) -> None:
    for number in range(count):
        stored_files.of(slip, PDF, f"{number}.pdf")
    with CaptureQueriesContext(connection) as queries:
        files.panel(slip)
    assert len(queries) == 1
