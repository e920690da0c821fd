"""A morning acted out: twelve slips come in and are dealt with by keyboard alone, beside a colleague's open screens."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from accounts.models import User
from forms_intake.exports import writing
from forms_intake.models import Export, Submission
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, in_themes, too_wide, violations
from tests.e2e.office_pages import furnish, walk

pytestmark = pytest.mark.django_db(transaction=True)
Desk = Callable[[User, str], Page]
NAMES = (
    "Nguyễn Bảo An", "Đặng Quốc Bửu", "Huỳnh Gia Hân", "Lê Ngọc Diễm", "Trần Thị Én", "Võ Minh Khoa",
    "Phạm Tường Vy", "Bùi Anh Thư", "Đỗ Nhật Quang", "Hồ Khánh Ly", "Ngô Đức Phát", "Dương Thuỳ Trâm",
)  # fmt: skip


@pytest.fixture
def desk(browser: Browser, live_url: str, sign_in: SignIn) -> Iterator[Desk]:
    """A browser of its own for this person, at this address; whatever its scripts do wrong fails the test."""
    contexts, errors = [], list[str]()

    def sit_down(person: User, address: str) -> Page:
        context = browser.new_context(base_url=live_url, locale="vi-VN", viewport={"width": 1280, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        sign_in(page, person)
        page.goto(address)
        return page

    yield sit_down
    for context in contexts:
        context.close()
    assert errors == []


def is_live(page: Page) -> Page:
    expect(page.locator("[data-live-lamp=on], .lamp--on").first).to_be_visible()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go_to(page: Page, row: Submission) -> None:
    """To the row by its number, as `/` and the arrow reach it, however fast."""
    press(page, "/")
    page.keyboard.type(row.reference[-4:])
    press(page, "ArrowDown")
    expect(page.locator(f"#slip-{row.reference} a")).to_be_focused()


def deal(page: Page, row: Submission, key: str, *, answer: str = "") -> None:
    """Presses the key on the row; a question is answered, and sent by the second button after it."""
    go_to(page, row)
    press(page, key)
    if answer:
        expect(page.locator("#bulk-question :focus")).to_be_visible()
        page.keyboard.type(answer)
        press(page, "Tab", "Tab", "Enter")
    expect(page.locator("#toasts .toast")).to_contain_text(row.student_name)


def status(row: Submission) -> str:
    return str(Submission.objects.get(pk=row.pk).work_status)


def downloaded(page: Page, folder: Path) -> list[str]:
    """The rows of the file of the list that is shown, as its button and the worker make it."""
    page.locator("#export-link").press("Enter")
    page.locator("input[value=csv]").press("Space")
    page.locator("main button.btn--primary").press("Enter")
    expect(page.locator("#export-bar")).to_be_visible()
    assert writing.write_next()
    page.reload()
    with page.expect_download() as download:
        page.locator("#export-file").press("Enter")
    download.value.save_as(folder / "file")
    return (folder / "file").read_text("utf-8-sig").splitlines()[1:]


def test_twelve_slips_and_a_product_are_dealt_with_while_a_colleague_looks_on(desk: Desk, tmp_path: Path) -> None:
    ha, minh = factories.user(Role.ADMIN, name="cô Hà"), factories.user(Role.STAFF, name="thầy Minh")
    page, other = is_live(desk(ha, "/inbox/")), is_live(desk(minh, "/inbox/?view=mine"))
    slips = [factories.submission(student_name=name) for name in NAMES]
    an, buu, han, diem, *rest = slips
    expect(page.locator("#items > li")).to_have_count(12)
    expect(page.locator("#items .item__name").first).to_have_text(NAMES[-1])

    press(page, "/")
    page.keyboard.type("nguyen an")
    press(page, "Escape")
    expect(page.locator(f"#slip-{an.reference} a")).to_be_focused()

    deal(page, an, "g", answer="thầy")
    expect(other.locator(f"#slip-{an.reference}")).to_be_visible()
    deal(page, buu, "r", answer="Em nghỉ buổi nào?")
    deal(page, han, "a")
    deal(page, diem, "t", answer="Lớp này đã kín chỗ.")
    assert [status(row) for row in (an, buu, han, diem)] == ["received", "needs_info", "approved", "declined"]

    press(page, "/", "Backspace", "Escape")
    expect(page.locator(f"#slip-{rest[-1].reference} a")).to_be_focused()
    press(page, "x", *"jjjjjjj", "Shift+X", "d")
    expect(page.locator("#toasts .toast")).to_contain_text("8")
    assert {status(row) for row in rest} == {"approved"}

    numbers = [line.split(",")[0] for line in downloaded(page, tmp_path)]
    assert numbers == [row.reference for row in reversed(slips) if row != diem]
    assert Export.objects.get().created_by == ha


def test_a_product_is_archived_and_restored_by_keyboard_before_a_colleague_s_eyes(desk: Desk) -> None:
    book = factories.product(name="Giáo trình piano tập 1")
    ha, minh = factories.user(Role.ADMIN), factories.user(Role.STAFF)
    page, other = desk(ha, f"/admin/catalog/product/{book.pk}/change/"), is_live(desk(minh, "/admin/catalog/product/"))
    row = other.locator("#result_list").get_by_role("link", name=book.name)
    expect(row).to_be_visible()
    page.locator(".archive-link a").press("Enter")
    page.locator("[name=reason]").press_sequentially("Không bán nữa")
    page.locator(".archive-buttons button").press("Enter")
    expect(row).to_have_count(0)
    page.locator(".archive-note button").press("Enter")
    expect(row).to_be_visible()


def own(page: Page) -> str | None:
    """What is ours of the page: the frame of the admin site has no landmarks, and is not."""
    return "#content" if "/admin/" in page.url else None


def test_no_page_of_the_staff_s_day_has_a_fault_by_day_or_by_night(page: Page, sign_in: SignIn) -> None:
    ha = factories.user(Role.ADMIN, name="cô Hà")
    furnish(ha, factories.user(Role.STAFF, name="thầy Minh"))
    sign_in(page, ha)
    page.set_viewport_size({"width": 1280, "height": 860})
    faults = []
    for name in walk(page):
        for _width in at_widths(page, (320, 1280)):
            faults += too_wide(page)
        # The admin's lists differ in their rows: that of products is looked at by night too, for all of them.
        themes = islice(in_themes(page), 1 if name.startswith("admin-") else 2)
        faults += [f"{name}, {theme}: {fault}" for theme in themes for fault in violations(page, own(page))]
    assert faults == []
