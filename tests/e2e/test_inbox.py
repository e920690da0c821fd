"""A morning at the inbox: slips arrive, change and go while somebody works in the list; and a day without scripts."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from forms_intake import work
from forms_intake.models import Submission
from school import clock
from tests import factories
from tests.e2e import looks
from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def linh() -> User:
    person = factories.user(Role.STAFF, name="Trần Mỹ Linh")
    profiles.change(person, by=person, language="en")
    return person


@pytest.fixture
def desk(page: Page, sign_in: SignIn, linh: User) -> Page:
    """The inbox on a desk, live."""
    page.set_viewport_size({"width": 1280, "height": 700})
    sign_in(page, linh)
    page.goto("/inbox/")
    expect(page.locator("[data-live-lamp=on]")).to_be_visible()
    page.evaluate("window.sameDocument = true")
    return page


def slip(name: str) -> Submission:
    return factories.submission(student_name=name)


def names(page: Page) -> list[str]:
    return page.locator("#items .item__name").all_inner_texts()


def test_the_list_is_true_and_loses_nothing_of_what_somebody_is_doing(desk: Page, linh: User) -> None:
    an = slip("Nguyễn Bảo An")
    buu = slip("Đặng Quốc Bửu")
    expect(desk.locator(".item__name").first).to_have_text("Đặng Quốc Bửu")

    desk.get_by_role("link", name="Nguyễn Bảo An").click()
    expect(desk.locator("#detail")).to_contain_text(an.reference)
    expect(desk).to_have_url(re.compile(f"/inbox/{an.reference}/"))
    desk.locator(f"#slip-{buu.reference} input").check(force=True)
    desk.locator("#q").fill("Huỳn")  # nothing of this name yet
    expect(desk.locator("#items li")).to_have_count(0)
    han = slip("Huỳnh Gia Hân")
    expect(desk.locator(f"#slip-{han.reference}")).to_be_visible()
    expect(desk.locator("#q")).to_be_focused()

    desk.locator("#q").fill("")
    expect(desk.locator("#items li")).to_have_count(3)
    expect(desk.locator(f"#slip-{an.reference} a")).to_have_attribute("aria-current", "true")
    work.decline(work.take(an, by=linh), by=linh, reason="Lớp đã kín.")
    expect(desk.locator(f"#slip-{an.reference}")).to_have_class(re.compile("is-gone"))
    assert desk.evaluate("window.sameDocument")


def room(page: Page, *, width: int, height: int) -> int:
    """How many pixels below each other are left for slips."""
    page.set_viewport_size({"width": width, "height": height})
    above = page.locator("#items").evaluate("list => list.getBoundingClientRect().top")
    return int(height - above - page.locator("#hints").evaluate("hints => hints.offsetHeight"))


def test_slips_that_came_while_the_socket_was_cut_are_there_on_return(desk: Page) -> None:
    slip("Nguyễn Bảo An")
    expect(desk.locator("#items li")).to_have_count(1)
    desk.locator("#items").focus()
    desk.context.set_offline(True)
    desk.evaluate("window.dispatchEvent(new Event('online'))")  # the old socket is given up, a new one fails
    expect(desk.locator("[data-live-lamp=off]")).to_be_visible()
    for name in ("Đặng Quốc Bửu", "Huỳnh Gia Hân", "Lê Ngọc Diễm"):
        slip(name)
    desk.context.set_offline(False)
    expect(desk.locator("#items li")).to_have_count(4)
    assert names(desk)[0] == "Lê Ngọc Diễm"
    expect(desk.locator("#items")).to_be_focused()
    assert room(desk, width=1024, height=768) > 450
    assert room(desk, width=360, height=780) > 450


def test_it_can_be_read_and_filtered_without_scripts_and_has_no_faults(
    browser: Browser, live_url: str, desk: Page, sign_in: SignIn, linh: User
) -> None:
    slip("Nguyễn Bảo An")
    context = browser.new_context(base_url=live_url, java_script_enabled=False, viewport={"width": 360, "height": 740})
    still = context.new_page()
    sign_in(still, linh)
    still.goto("/inbox/")
    still.locator("#filters-fold summary").click()
    still.locator("#f_form_type").select_option("hold")
    still.get_by_role("button", name="Filter").click()
    expect(still.locator("#items li")).to_have_count(0)
    still.get_by_role("link", name="Clear all filters").click()
    still.get_by_role("link", name="Nguyễn Bảo An").click()
    expect(still.locator("#detail")).to_contain_text("Nguyễn Bảo An")
    context.close()
    Submission.objects.update(due_at=clock.now() - timedelta(hours=7))
    faults = []
    for address in ("/inbox/?branch=gone", "/inbox/?layout=board"):
        desk.goto(address)
        for _width in looks.at_widths(desk, (320, 1440)):
            faults += looks.too_wide(desk)
        for _theme in looks.in_themes(desk):
            faults += looks.violations(desk)
    assert faults == []
    name, late = (desk.locator(of).bounding_box() for of in (".item__name", ".item__late"))
    assert name
    assert late
    assert late["y"] >= name["y"] + name["height"]
