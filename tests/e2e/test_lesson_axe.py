"""Everything that two people see of a lesson, looked at by day and by night, from a narrow phone to a desk."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts.enums import Role
from rooms.models import Room, RoomMember
from tests import factories
from tests.e2e.looks import in_themes, too_wide, violations
from tests.e2e.rooms_kit import Window

pytestmark = pytest.mark.django_db(transaction=True)
DESK, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=320, height=568)
# A phone that lies, with the browser's own bars.
LYING = ViewportSize(width=640, height=400)
# What is pressed most in a panel and below the pictures must not lie under anything else.
_COVERED = """() => [...document.querySelectorAll(document.querySelector("dialog[open]") ? "dialog[open] button"
    : ".controls button, [data-side-close], .knock button")]
  .filter((button) => button.checkVisibility()).filter((button) => {
    const {left, top, width, height} = button.getBoundingClientRect();
    return !button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  }).map((button) => button.outerHTML.slice(0, 100))"""


@pytest.fixture
def walked(fake_devices: Browser, live_url: str) -> Iterator[Iterator[tuple[str, Page]]]:
    """What their windows show, one after the other: whoever walks along looks before asking for the next."""
    teacher, student = factories.user(Role.TEACHER, name="Cô Hà"), factories.user(Role.STUDENT, name="Bé An")
    room = factories.room(host=teacher, title="Piano với cô Hà")
    RoomMember.objects.create(room=room, user=student)
    with ExitStack() as stack:
        desk, phone = (Window(fake_devices, live_url, one, is_phone=one == student) for one in (teacher, student))
        for window in (desk, phone):
            stack.callback(window.close)
        yield _walk(room, desk, phone)


def _walk(room: Room, desk: Window, phone: Window) -> Iterator[tuple[str, Page]]:
    yield "device", phone.stand_before(room).page
    yield "alone", desk.go_in(room).is_in().page
    phone.press()
    yield from _seen(phone, "waiting")
    expect(desk.page.locator(".knock")).to_be_visible()
    yield "knock", desk.page
    yield from _panels(desk, "people")
    desk.let_in()
    yield "lesson of two", phone.is_in().page
    expect(desk.page.locator(".tile--them")).to_be_visible()
    phone.page.keyboard.press("h")
    expect(desk.page.locator(".tile--hand")).to_be_visible()
    yield from _panels(desk, "people", "chat", "net", "more")
    desk.page.locator("[data-open=people]:visible").click()
    desk.page.locator("[data-people-do=lower-all]").click()
    expect(phone.page.locator(".controls [data-ctl=hand]")).to_have_attribute("aria-pressed", "false")
    desk.page.locator("[data-side-close]").click()
    yield from _panels(phone, "more")
    yield from _ends(room, desk, phone)


def _panels(window: Window, *names: str) -> Iterator[tuple[str, Page]]:
    for name in names:
        window.page.locator(f"[data-open={name}]:visible").first.click()
        if name == "people":
            for more in window.page.locator("[data-person-more]:visible").all():
                more.click()
        yield name, window.page
        window.page.locator("[data-side-close]").click()


def _seen(window: Window, view: str) -> Iterator[tuple[str, Page]]:
    expect(window.page.locator(f"[data-view={view}]")).to_be_visible()
    yield view, window.page


def _ends(room: Room, desk: Window, phone: Window) -> Iterator[tuple[str, Page]]:
    """On another device, left, ended for everyone, and what the room's own address then says."""
    other = phone.context.new_page()
    other.goto(f"/r/{room.slug}/")
    other.locator("[data-enter]").click()
    expect(other.locator("[data-view=elsewhere]")).to_be_visible()
    yield "elsewhere", other
    other.close()
    desk.page.locator("[data-ctl=leave]").click()
    yield "leaving", desk.page
    desk.page.locator("[data-leave-do=end]").click()
    for window in (desk, phone):
        yield from _seen(window, "over")
    for window in (desk, phone):
        window.page.goto(f"/r/{room.slug}/")
        yield "closed", window.page
    RoomMember.objects.update(banned_at="2026-01-01T00:00Z")
    phone.page.reload()
    yield "banned", phone.page


def _faults(page: Page) -> Iterator[str]:
    """Nothing is cut off or covered in a smaller window; axe looks at its own size (360 or 1280), in both themes."""
    own = page.viewport_size or DESK
    for size in (LYING, NARROW, own):
        page.set_viewport_size(size)
        yield from too_wide(page)
        yield from (f"{page.url} at {size}: covered: {one}" for one in page.evaluate(_COVERED))
    for theme in in_themes(page):
        yield from (f"{theme}: {fault}" for fault in violations(page))


def test_nothing_that_two_people_see_of_a_lesson_has_a_fault(walked: Iterator[tuple[str, Page]]) -> None:
    assert [f"{name}, {fault}" for name, page in walked for fault in _faults(page)] == []
