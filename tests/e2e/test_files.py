"""Papers with a leave request in a real browser: chosen on a phone, taken out again, sent, opened by the office."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake.models import Attachment, Submission
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import too_wide, violations
from tests.e2e.test_leave_request import FORM, check, expect_sent, fill_in, send
from tests.forms_intake.file_samples import PDF, picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _branch() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7, Nguyễn Thị Thập")


@pytest.fixture
def plain(browser: Browser, live_url: str) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = browser.new_context(base_url=live_url, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def on_disk(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_chosen_on_a_phone_sent_and_opened_by_the_office(page: Page, tmp_path: Path, sign_in: SignIn) -> None:
    paper, huge = on_disk(tmp_path, "giấy khám.png", picture("PNG")), on_disk(tmp_path, "phim.jpg", b"x" * 10_000_001)
    page.goto(FORM)
    fill_in(page, name="")
    page.locator("#id_attachments").set_input_files(huge)
    expect(page.locator("[data-files] .field__error")).to_contain_text("phim.jpg")
    page.locator("#id_attachments").set_input_files(paper)
    expect(page.locator("[data-files] .field__error")).to_be_hidden()
    check(page)
    expect(page.locator(".files__name")).to_contain_text("giấy khám.jpg")
    assert violations(page) + too_wide(page) == []
    page.locator("#id_student_name").fill("Nguyễn Bảo An")
    check(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi gửi")
    page.wait_for_load_state("load")
    send(page)
    expect_sent(page)

    slip, row = Submission.objects.get(), Attachment.objects.get()
    sign_in(page, factories.user(Role.STAFF))
    page.goto(f"/admin/forms_intake/submission/{slip.pk}/change/")
    page.get_by_role("link", name="giấy khám.jpg").click()
    page.wait_for_url(f"**/files/{row.pk}/")
    assert page.evaluate("document.images[0].naturalWidth") == 64


def test_without_javascript_a_file_is_taken_out_again(plain: Page, tmp_path: Path) -> None:
    paper, timetable = on_disk(tmp_path, "giấy khám.jpg", picture()), on_disk(tmp_path, "lịch thi.pdf", PDF)
    plain.goto(FORM)
    fill_in(plain, name="")
    plain.locator("#id_attachments").set_input_files([paper, timetable])
    check(plain)
    expect(plain.locator(".files__name")).to_have_count(2)
    plain.locator("#id_student_name").fill("Nguyễn Bảo An")
    plain.locator("#id_attachments_drop_1").check()
    check(plain)
    expect(plain.get_by_text("lịch thi.pdf")).to_be_visible()
    send(plain)

    expect_sent(plain)
    assert [row.name for row in Submission.objects.get().attachments.all()] == ["lịch thi.pdf"]
