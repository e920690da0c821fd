"""A teacher's rooms in a real browser: from a new room to the lobby, with a parent who follows the link."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from rooms import news
from rooms.enums import KnockAnswer
from rooms.models import Room, RoomKnock
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_teacher_opens_a_room_a_parent_follows_the_link_and_is_let_in(page: Page, sign_in: SignIn) -> None:
    sign_in(page, factories.user(Role.TEACHER, name="Cô Hà"))
    page.goto("/rooms/new/")
    expect(page.locator("#id_capacity")).to_be_hidden()
    page.locator("#id_title").fill("Piano với cô Hà")
    page.locator("#id_not_after_0").fill("2099-08-21")
    page.locator("#id_not_after_1").fill("17:30")
    page.locator("main form.form button[type=submit]").click()
    link = page.locator("#room-links input.code").input_value()

    parent = page.context.browser.new_context(base_url=link).new_page()  # type: ignore[union-attr]  # a browser has made it
    parent.goto(link)
    parent.locator("#id_name").fill("Mẹ bé An")
    parent.locator("main form.form button[type=submit]").click()
    expect(parent.locator("#room")).to_have_attribute("data-name", "Mẹ bé An")
    parent.context.close()

    # What the socket of the parent does once the devices are checked; the teacher's page shows it by itself.
    room, guest = Room.objects.get(), User.objects.get(is_guest=True)
    knock = RoomKnock.objects.create(room=room, user=guest, display_name=guest.name)
    news.changed(room)
    expect(page.locator(f"#admit-{knock.pk}")).to_be_visible()
    expect(page.locator("[data-rooms-said]")).not_to_be_empty()

    page.goto("/rooms/")
    faults = [fault for _ in at_widths(page) for _ in in_themes(page) for fault in violations(page) + too_wide(page)]
    assert faults == []
    page.locator(f"#admit-{knock.pk}").click()
    expect(page.locator(".lobby")).to_have_count(0)
    assert RoomKnock.objects.get().answer == KnockAnswer.ADMITTED
