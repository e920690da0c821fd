"""One slip beside the list, for two people who have it open at the same time."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake import notes, office_tasks, work
from forms_intake.enums import Flag
from forms_intake.models import Note, ReasonTemplate, Submission
from school import clock
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import THEMES, at_widths, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
Desk = Callable[..., Page]


@pytest.fixture
def sent() -> Submission:
    return factories.submission(flags=(Flag.LATE_NOTICE,), branch=factories.branch(name="Quận 7"))


@pytest.fixture
def desk(browser: Browser, live_url: str, sign_in: SignIn, sent: Submission) -> Iterator[Desk]:
    """Opens the slip in a browser of its own for somebody of the office."""
    contexts = []

    def open_desk(name: str, **options: object) -> Page:
        context = browser.new_context(base_url=live_url, locale="vi-VN", **options)  # type: ignore[arg-type]  # Playwright's own
        contexts.append(context)
        page = context.new_page()
        sign_in(page, factories.user(Role.STAFF, name=name))
        page.goto(f"/inbox/{sent.reference}/")
        return page

    yield open_desk
    for context in contexts:
        context.close()


def test_what_a_colleague_decides_shows_at_once_and_nothing_typed_is_lost(desk: Desk, sent: Submission) -> None:
    ReasonTemplate.objects.create(verb="decline", title="Kín lịch", text="{student}: lịch đã kín.")
    ha = desk("cô Hà")
    expect(ha.locator("[data-live-lamp] .lamp--on, .live .lamp--on").first).to_be_visible()
    ha.locator("#note_text").fill("Mẹ hay gọi buổi tối")
    ha.locator("[data-verb=decline]").click()
    ha.locator("#reason-template").select_option(label="Kín lịch")
    expect(ha.locator("[name=reason]")).to_have_value("Nguyễn Bảo An: lịch đã kín.")

    work.take(sent, by=factories.user(Role.STAFF, name="thầy Minh"))
    expect(ha.locator("#slip-head")).to_contain_text("thầy Minh")
    ha.locator("#slip-form button.btn--primary").click()
    expect(ha.locator("#slip-form [role=alert]")).to_contain_text("thầy Minh")
    expect(ha.locator("[name=reason]")).to_have_value("Nguyễn Bảo An: lịch đã kín.")
    expect(ha.locator("#note_text")).to_have_value("Mẹ hay gọi buổi tối")

    ha.locator("#slip-form button.btn--primary").click()
    expect(ha.locator("#slip-form form")).to_have_count(0)
    ha.locator("#note-send").click()
    expect(ha.locator("#slip-notes")).to_contain_text("Mẹ hay gọi buổi tối")
    sent.refresh_from_db()
    assert (sent.work_status, str(sent.status_by), Note.objects.count()) == ("declined", "cô Hà", 1)


def test_a_slip_is_dealt_with_where_no_scripts_run(desk: Desk, sent: Submission) -> None:
    page = desk("cô Hà", java_script_enabled=False)
    page.locator("[data-verb=take]").click()
    page.locator("[data-verb=needs-info]").click()
    page.locator("[name=reason]").fill("Cần giấy khám")
    page.locator("#slip-form button.btn--primary").click()
    expect(page.locator("#slip-state")).to_contain_text("Cần giấy khám")


@pytest.mark.parametrize("theme", THEMES)
def test_a_slip_with_everything_can_be_read_by_everybody_on_every_screen(
    desk: Desk, sent: Submission, theme: str
) -> None:
    page = desk("Nguyễn Thị Thanh Hà", color_scheme=theme)
    by = factories.user(Role.STAFF, name="thầy Minh")
    notes.add(sent, text="Mẹ hay gọi buổi tối", by=by)
    office_tasks.add(sent, text="Gọi cho mẹ", due_on=clock.today(), assignee=by, by=by)
    page.goto(f"/inbox/{sent.reference}/do/decline/")
    for width in at_widths(page):
        assert (violations(page), too_wide(page)) == ([], []), width
    page.goto("/inbox/tasks/?who=all")
    assert (violations(page), too_wide(page)) == ([], [])
