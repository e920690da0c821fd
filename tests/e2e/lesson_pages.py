"""Pictures of everything that two people see of a lesson, from the link to the end: `pytest tests/e2e/lesson_pages.py`.

Not collected with the tests: what they show is for people to look at. `PICTURES` says where to, `PICTURES_LANGUAGE` in
which language.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import profiles
from accounts.enums import Role
from rooms import phones
from rooms.models import RoomMember
from tests import factories
from tests.e2e.looks import in_themes, too_wide, violations
from tests.e2e.rooms_kit import Window
from tests.rooms import people
from tests.rooms.peers.lessons import Web, webs

pytestmark = pytest.mark.django_db(transaction=True)
# Of these the window is shown, of all others the page to its end.
_SCREENS = ("lesson", "people", "chat", "more", "reconnect", "leave", "lobby-teacher")
_SIZES = {360: 740, 1280: 800}


def test_pictures(fake_devices: Browser, environment: dict[str, str], tmp_path: Path) -> None:
    """At 360 and 1280 pixels, by day and by night."""
    folder = Path(os.environ.get("PICTURES", "docs/screenshots/rooms"))
    folder.mkdir(parents=True, exist_ok=True)
    with webs(1, tmp_path, environment) as (server,):
        faults = [
            f"{name}: {fault}" for name, page in walk(fake_devices, server) for fault in _pictured(folder, name, page)
        ]
    assert faults == []


def test_pictures_around(fake_devices: Browser, environment: dict[str, str], tmp_path: Path) -> None:
    """Forms of rooms, and the way of a guest's phone."""
    folder = Path(os.environ.get("PICTURES", "docs/screenshots/rooms"))
    folder.mkdir(parents=True, exist_ok=True)
    with webs(1, tmp_path, environment) as (server,):
        ways = chain(_room_form(fake_devices, server), _second_camera(fake_devices, server))
        faults = [f"{name}: {fault}" for name, page in ways for fault in _pictured(folder, name, page)]
    assert faults == []


def _pictured(folder: Path, name: str, page: Page) -> Iterator[str]:
    was = page.viewport_size
    for width, height in _SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in in_themes(page):
            page.wait_for_timeout(80)
            to = folder / f"{name}-{width}-{theme}.png"
            page.screenshot(path=to, full_page=not name.startswith(_SCREENS))
        yield from violations(page) + too_wide(page)
    if was:
        page.set_viewport_size(was)


def walk(browser: Browser, server: Web) -> Iterator[tuple[str, Page]]:
    """Names what a window shows now; whoever walks along looks at it before asking for the next."""
    teacher, student = factories.user(Role.TEACHER, name="Cô Hà"), factories.user(Role.STUDENT, name="Bé An")
    for person in (teacher, student):
        profiles.change(person, by=person, language=os.environ.get("PICTURES_LANGUAGE", "vi"))
    room = factories.room(host=teacher, title="Piano với cô Hà")
    RoomMember.objects.create(room=room, user=student)
    with ExitStack() as stack:
        desk, phone = Window(browser, server.url, teacher), Window(browser, server.url, student, is_phone=True)
        for window in (desk, phone):
            stack.callback(window.context.close)
        for name, window in (("device", phone), ("device-teacher", desk)):
            window.stand_before(room)
            expect(window.page.locator("[data-check=network] [data-badge=ok]")).to_be_visible()
            yield name, window.page
        desk.press().is_in()
        yield "lesson-alone", desk.page
        phone.press()
        expect(phone.page.locator("[data-view=waiting]")).to_be_visible()
        expect(desk.page.locator("[data-knocks] [data-do=admit]").first).to_be_visible()
        yield "lobby-student", phone.page
        yield "lobby-teacher", desk.page
        yield from _rooms(desk)
        desk.let_in()
        yield from _inside(desk.sees(), phone.is_in().sees())
        yield from _broken(desk, phone, server)
        yield from _over(desk, phone)


def _broken(desk: Window, phone: Window, server: Web) -> Iterator[tuple[str, Page]]:
    server.kill()
    for name, window in (("reconnect-student", phone), ("reconnect-teacher", desk)):
        expect(window.page.locator("[data-banner]")).to_be_visible()
        yield name, window.page
    server.start()
    server.wait()
    for window in (desk, phone):
        # Much may be drawn on a busy machine while the server is away; the way back is as long.
        expect(window.page.locator("[data-banner]")).to_be_hidden(timeout=120_000)


def _over(desk: Window, phone: Window) -> Iterator[tuple[str, Page]]:
    desk.page.locator("[data-ctl=leave]").click()
    yield "leave", desk.page
    desk.page.locator("[data-leave-do=end]").click()
    for name, window in (("closed-student", phone), ("closed-teacher", desk)):
        expect(window.page.locator("[data-view=over]")).to_be_visible()
        yield name, window.page


def _rooms(desk: Window) -> Iterator[tuple[str, Page]]:
    page = desk.context.new_page()
    page.goto("/rooms/")
    expect(page.locator(".lobby")).to_be_visible()
    yield "rooms-lobby", page
    page.close()


def _inside(desk: Window, phone: Window) -> Iterator[tuple[str, Page]]:
    yield "lesson-student", phone.page
    yield "lesson-teacher", desk.page
    phone.page.keyboard.press("h")
    expect(desk.page.locator(".tile--hand")).to_be_visible()
    for panel in ("people", "chat", "more"):
        for who, window in (("teacher", desk), ("student", phone)):
            button = window.page.locator(f".controls [data-open={panel}]")
            if button.is_visible():
                button.click()
                _unfold(window.page)
                yield f"{panel}-{who}", window.page
                window.page.locator("[data-side-close]").click()


def _unfold(page: Page) -> None:
    """All that can be done about people."""
    for more in page.locator("[data-person-more]:visible").all():
        more.click()


def _room_form(browser: Browser, server: Web) -> Iterator[tuple[str, Page]]:
    desk = Window(browser, server.url, factories.user(Role.TEACHER, name="Cô Hà"))
    desk.page.goto("/rooms/new/")
    yield "room-new", desk.page
    desk.page.locator("[name=kind][value=class]").check(force=True)
    desk.page.locator("[name=not_before_1]").fill("17:30")
    desk.page.locator("[name=not_after_0]").fill("2099-08-21")
    desk.page.locator("main form.form [type=submit]").click()
    expect(desk.page.locator(".error-summary")).to_be_visible()
    yield "room-errors", desk.page
    desk.context.close()


def _second_camera(browser: Browser, server: Web) -> Iterator[tuple[str, Page]]:
    room = factories.room(host=factories.user(Role.TEACHER, name="Cô Hà"), title="Piano với cô Hà", has_lobby=False)
    guest, sibling = people.admitted(room, people.guest("Bé An")), people.guest("Chị An")
    address = f"/r/{room.slug}/phone/{phones.code(room, guest)}/"
    windows = [Window(browser, server.url, person) for person in (room.host, guest, sibling)]
    host, desk, phone = windows
    host.go_in(room).is_in()
    desk.stand_before(room).page.locator("[data-choice=hands]").select_option("phone")
    expect(desk.page.locator("#device-phone img")).to_be_visible()
    yield "device-code", desk.page
    phone.page.goto(address)
    yield "phone", phone.page
    phone.page.locator("main [type=submit]").click()
    expect(phone.page.locator("[data-view=face]")).to_be_visible()
    yield "phone-device", phone.page
    phone.press()
    expect(phone.page.locator("[data-view=over]")).to_be_visible()
    yield "phone-too-early", phone.page
    desk.press().is_in()
    phone.page.locator("[data-over=again]").click()
    phone.press().is_in()
    expect(phone.page.locator(".lesson--camera")).to_be_visible()
    host.page.goto(f"/r/{room.slug}/phone/nothing/")
    yield "phone-ended", host.page
    for window in windows:
        window.context.close()
