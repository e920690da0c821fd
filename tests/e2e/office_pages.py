"""Every page of the staff's day with something on it, one after the other in one tab."""

from collections.abc import Iterator
from datetime import timedelta

from playwright.sync_api import Page, expect

from accounts.models import User
from catalog import pricing, products, stock
from catalog.enums import MovementKind, ProductKind
from catalog.models import Product
from forms_intake import notes, office_tasks, work
from forms_intake.enums import Flag
from forms_intake.exports import jobs, writing
from forms_intake.inbox import saved
from forms_intake.inbox.filters import Filters
from forms_intake.models import Export, ReasonTemplate, Submission
from school import clock
from tests import factories
from tests.forms_intake.delivery_rows import destination

# Lists of the administration, and the timeline, by the name of their picture.
LISTS = {
    **{name: f"accounts/{name}" for name in ("user", "rolegroup")},
    **{name: f"catalog/{name}" for name in ("branch", "stockmovement", "pricechange")},
    **{name: f"forms_intake/{name}" for name in ("destination", "delivery", "policy", "hold", "export", "task")},
    "room": "rooms/room",
    "history": "history",
}
SHEET = "SKU,Tên,Loại,Giá,Tồn\nGT-01,Giáo trình piano tập 1,Sách,-5,2\nGT-09,Sách luyện ngón,Sách,90.000,7\n"


def furnish(reader: User, colleague: User) -> None:
    """Slips with what may stand in them, a product with its books, a list that is kept, notices and tasks."""
    ReasonTemplate.objects.create(verb="decline", title="Kín lịch", text="Lịch tuần này đã kín.")
    branch = factories.branch(name="Quận 7")
    sent = [
        factories.submission(student_name=name, flags=flags, branch=branch)
        for name, flags in (
            ("Nguyễn Bảo An", (Flag.LATE_NOTICE, Flag.OVER_QUOTA)),
            ("Trần Lê Hoàng Phương Thảo Nguyên", (Flag.LATE_NOTICE,)),
            ("Võ Chi", ()),
        )
    ]
    for row in sent[:2]:
        work.assign(row, to=reader, by=colleague)
    notes.add(sent[0], text="Mẹ hay gọi buổi tối", by=colleague)
    office_tasks.add(
        sent[0], text="Gọi cho mẹ", due_on=clock.today() - timedelta(days=1), assignee=reader, by=colleague
    )
    saved.save(name="Báo muộn ở Quận 7", filters=Filters(flag="late_notice"), is_shared=True, by=reader)
    factories.room(title="Piano với cô Hà", host=colleague)
    destination(name="Nhóm giáo vụ")
    book = products.create(sku="GT-01", name="Giáo trình piano tập 1", kind=ProductKind.BOOK, price=120_000, by=reader)
    stock.count(book, 4, by=reader)
    stock.move(book, kind=MovementKind.SOLD, quantity=1, by=reader)
    pricing.change(book, 130_000, by=reader, reason="Tăng giá")


def walk(page: Page) -> Iterator[str]:
    """Names what the tab shows now; whoever walks along looks at it before asking for the next."""
    slip = Submission.objects.get(student_name="Nguyễn Bảo An").reference
    book = Product.objects.get(sku="GT-01").pk
    for name, address in (
        ("board", "?layout=board"),
        ("list", ""),
        ("detail", f"{slip}/"),
        ("print", f"{slip}/print/"),
        ("tasks", "tasks/"),
        ("saved-view", "views/new/?flag=late_notice&order=due"),
        ("nothing-found", "?q=khong+co+ai&branch=gone"),
    ):
        page.goto(f"/inbox/{address}")
        yield name
    page.goto(f"/inbox/{slip}/")
    page.locator("#slip-more").evaluate("menu => (menu.open = true)")
    yield "menu"
    yield from _in_the_list(page)
    yield from _deed(page, slip)
    yield from _export(page)
    for name, address in (
        ("notices", "/notices/"),
        ("dashboard", "/dashboard/"),
        ("products", "/admin/catalog/product/"),
        ("product", f"/admin/catalog/product/{book}/change/"),
        ("movement", f"/admin/catalog/product/{book}/stock/issue/"),
    ):
        page.goto(address)
        yield name
    yield from _import(page)
    for name, address in LISTS.items():
        page.goto(f"/admin/{address}/")
        yield f"admin-{name}"


def _in_the_list(page: Page) -> Iterator[str]:
    page.goto("/inbox/")
    page.locator("#items .item__tick").first.check(force=True)
    page.locator("#items .item__tick").nth(1).check(force=True)
    yield "bulk-bar"
    page.locator("[data-deed=decline]").click()
    expect(page.locator("#bulk-question textarea")).to_be_visible()
    yield "bulk-question"
    page.goto("/inbox/")
    page.locator("#items a").first.focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    yield "key-sheet"
    page.goto("/inbox/")
    page.locator("[data-bell] summary").click()
    expect(page.locator(".bell__panel .notice").first).to_be_visible()
    yield "bell"


def _deed(page: Page, slip: str) -> Iterator[str]:
    page.goto(f"/inbox/{slip}/do/decline/")
    page.locator("#slip-form button.btn--primary").click()
    expect(page.locator("#slip-form textarea")).to_be_focused()
    yield "deed-error"


def _export(page: Page) -> Iterator[str]:
    page.goto("/inbox/export/?flag=late_notice")
    yield "export"
    page.locator("main button.btn--primary").click()
    expect(page.locator("#export-bar")).to_be_visible()
    taken = jobs.take()
    assert taken
    jobs.note(taken, done=1, total=2)
    page.reload()
    yield "export-progress"
    Export.objects.update(state="queued", lease_token=None, lease_until=None, done=0)
    assert writing.write_next()
    page.reload()
    yield "export-ready"


def _import(page: Page) -> Iterator[str]:
    page.goto("/admin/catalog/product/import/")
    yield "import"
    page.locator("input[type=file]").set_input_files(
        {"name": "gia.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    )
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.get_by_text("GT-09").first).to_be_visible()
    yield "import-dry-run"
