"""From the inbox's filter to a file in the browser's hands, with its progress told live."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import Profile
from forms_intake.exports import jobs, writing
from forms_intake.models import Export
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, sign_in: SignIn) -> Page:
    """An administrator's browser, in English."""
    head = factories.user(Role.ADMIN)
    Profile.objects.update_or_create(user=head, defaults={"language": "en"})
    sign_in(page, head)
    return page


def looked_at(page: Page) -> None:
    """As somebody looks at a page on a phone and at a desk, by day and by night."""
    for _width in at_widths(page, (320, 1280)):
        for _theme in in_themes(page):
            assert [*violations(page), *too_wide(page)] == []


def test_a_list_is_exported_followed_and_downloaded(desk: Page, tmp_path: Path) -> None:
    slips = [factories.submission() for _ in range(3)]
    desk.goto("/inbox/export/?form_type=leave-request")
    expect(desk.get_by_text("3 slips")).to_be_visible()
    looked_at(desk)
    desk.get_by_label("CSV").check(force=True)
    desk.get_by_role("button", name="Make the file").click()
    bar = desk.locator("#export-bar")
    expect(bar).to_be_visible()
    looked_at(desk)
    # Only once the page listens can it hear of a change.
    desk.wait_for_function("performance.getEntriesByType('resource').filter(e => e.name === location.href).length > 0")
    taken = jobs.take()
    assert taken
    jobs.note(taken, done=1, total=3)
    expect(bar).to_have_attribute("value", "1")
    Export.objects.update(state="queued", lease_token=None, lease_until=None, done=0)
    assert writing.write_next()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "file")
    assert download.value.suggested_filename.endswith(".csv")
    lines = (tmp_path / "file").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [slip.reference for slip in reversed(slips)]


def test_one_is_cancelled_by_keyboard(desk: Page) -> None:
    desk.goto("/inbox/export/")
    desk.get_by_role("button", name="Make the file").press("Enter")
    desk.locator("#export-cancel").press("Enter")
    expect(desk.get_by_text("Nothing of the file was kept")).to_be_visible()
    assert Export.objects.get().state == "cancelled"
