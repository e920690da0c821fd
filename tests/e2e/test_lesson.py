"""Lessons between real browsers through a real server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from accounts.enums import Role
from accounts.models import User
from rooms.enums import RoomKind
from rooms.models import RoomMember, RoomPeer
from school import clock
from tests import factories
from tests.e2e.rooms_kit import Window
from tests.processes import eventually
from tests.rooms.peers.lessons import webs

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Window]


@pytest.fixture
def window(fake_devices: Browser, live_url: str) -> Iterator[Open]:
    """Opens windows, and closes them at the end."""
    with ExitStack() as stack:

        def window(person: User, *, site: str = live_url, is_phone: bool = False) -> Window:
            opened = Window(fake_devices, site, person, is_phone=is_phone)
            stack.callback(opened.close)
            return opened

        yield window


def test_a_student_knocks_is_let_in_and_both_see_and_hear_each_other(window: Open) -> None:
    room, student = factories.room(), factories.user(Role.STUDENT)
    RoomMember.objects.create(room=room, user=student)
    teacher = window(room.host).go_in(room).is_in()
    phone = window(student, is_phone=True).go_in(room)
    expect(phone.page.locator("[data-view=waiting]")).to_be_visible()
    teacher.let_in()
    phone.is_in().sees().hears()
    teacher.sees().hears()
    phone.page.locator("[data-ctl=cam]").click()
    expect(phone.page.locator("[data-ctl=cam]")).to_have_attribute("aria-pressed", "false")
    phone.page.reload()
    expect(phone.is_in().page.locator("[data-ctl=cam]")).to_have_attribute("aria-pressed", "false")
    phone.sees()
    teacher.hears()


def test_four_all_see_and_hear_each_other(window: Open) -> None:
    room = factories.room(kind=RoomKind.CLASS, capacity=20)
    students = [factories.user(Role.STUDENT) for _ in range(3)]
    for student in students:
        RoomMember.objects.create(room=room, user=student, admitted_at=clock.now())
    # A fifth would make it a star: tests/rooms/test_real_peers.py, at a tenth of what five browsers cost.
    four = [window(person).stand_before(room) for person in (room.host, *students)]
    for one in four:
        one.press().is_in()
    for one in four:
        one.sees(3).hears(3)


def test_a_killed_server_does_not_end_a_lesson(window: Open, environment: dict[str, str], tmp_path: Path) -> None:
    room, student = factories.room(), factories.user(Role.STUDENT)
    RoomMember.objects.create(room=room, user=student, admitted_at=clock.now())
    with webs(1, tmp_path, environment) as (server,):
        windows = [window(person, site=server.url).go_in(room).is_in() for person in (room.host, student)]
        for one in windows:
            one.sees()
        server.kill()
        for one in windows:
            expect(one.page.locator("[data-banner]")).to_be_visible()
            one.sees().hears()
        server.start()
        server.wait()
        for one in windows:
            expect(one.page.locator("[data-banner]")).to_be_hidden()
            expect(one.page.locator(".tile--them")).to_have_count(1)
        eventually(lambda: RoomPeer.objects.joined().filter(room=room, away_since=None).count() == 2)
        assert RoomPeer.objects.filter(room=room).count() == 2
