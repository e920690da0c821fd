"""The device page, with a made-up camera and microphone."""

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, in_themes, too_wide, violations
from tests.e2e.rooms_kit import ALLOWED

pytestmark = pytest.mark.django_db(transaction=True)
_HEAR = """() => document.getElementById("room").addEventListener("room:enter", ({detail}) => {
  window.entered = [detail.media.state, detail.media.settings.echoCancellation, detail.choices.listen];
})"""


def test_devices_are_seen_and_heard_chosen_and_taken_into_the_room(
    fake_devices: Browser, live_url: str, sign_in: SignIn
) -> None:
    room, page = factories.room(), fake_devices.new_page(base_url=live_url, locale="vi-VN", permissions=ALLOWED)
    sign_in(page, room.host)
    page.goto(f"/r/{room.slug}/")
    expect(page.locator("[data-check=picture] [data-badge=ok]")).to_be_visible()
    expect(page.locator("[data-check=network] [data-badge=ok]")).to_be_visible()
    expect(page.get_by_role("meter")).to_have_attribute("aria-valuenow", "-9")
    page.locator("[data-choice=hands]").select_option("phone")
    expect(page.locator("#device-phone svg")).to_be_visible()
    for _ in at_widths(page):
        assert too_wide(page) == []
    assert [found for _ in in_themes(page) for found in violations(page)] == []
    page.locator("[value=speakers]").check(force=True)
    expect(page.locator("[data-readout] li")).to_have_count(2)
    page.evaluate(_HEAR)
    page.locator("[data-enter]").press("Enter")
    entered = page.wait_for_function("window.entered").json_value()
    assert entered == [{"mic": True, "cam": True}, "remote-only", "speakers"]
    page.context.close()
