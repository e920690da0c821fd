"""The account and its profile in a real browser: language, theme and picture before and after signing in."""

import io
import re
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ["/accounts/", "/accounts/profile/"]


def photo() -> FilePayload:
    """What a telephone would send."""
    written = io.BytesIO()
    Image.new("RGB", (1200, 900), "#a3273b").save(written, "JPEG")
    return FilePayload(name="IMG_0001.JPG", mimeType="image/jpeg", buffer=written.getvalue())


def sign_in_by_page(page: Page, person: User) -> None:
    """By the page that everybody uses, in whatever language it is."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(str(person.email))
    page.locator("[name=password]").fill("lesson-piano")
    page.locator("form[action='/accounts/login/'] [type=submit]").click()
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


@pytest.fixture
def teacher(page: Page, sign_in: SignIn) -> User:
    """Somebody signed in on a phone."""
    person = factories.user(Role.TEACHER, name="Trần Thu Hà")
    sign_in(page, person)
    return person


def test_axe_finds_nothing(page: Page, sign_in: SignIn) -> None:
    sign_in(page, factories.user(Role.STAFF, name="Đỗ Linh", phone="+84912345678"))
    for path in PAGES:
        page.goto(path)
        for _width in at_widths(page, (360, 1280)):
            assert [one for _theme in in_themes(page) for one in violations(page)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_cut_off_at_320_pixels_and_thumbs_hit(page: Page, sign_in: SignIn, language: str) -> None:
    clerk = factories.user(Role.STAFF, name="Đỗ Linh", phone="+84912345678")
    profiles.change(clerk, by=clerk, language=language)
    sign_in(page, clerk)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ["/", *PAGES]:
        page.goto(path)
        heights = page.eval_on_selector_all(
            "button, .btn, .row[href], .site-nav a, .input, .back, .choice__label",
            "found => found.map(one => one.getBoundingClientRect().height)",
        )
        assert too_wide(page) == []
        assert min(heights) >= 44


def test_the_visitors_choice_holds_before_signing_in_and_the_profiles_after(page: Page) -> None:
    person = factories.user(name="Minh")
    profiles.change(person, by=person, language="en", theme="light")
    page.goto("/accounts/login/")
    page.goto("/privacy/")
    page.locator(".site-footer [value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "vi")

    sign_in_by_page(page, person)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_switch_of_the_footer_changes_the_profile_and_stays_after_signing_out(page: Page, teacher: User) -> None:
    page.goto("/privacy/")
    page.locator(".site-footer [value=dark]").click()
    page.locator(".site-footer [value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    profile = profiles.of(teacher)
    assert (profile.theme, profile.language) == ("dark", "en")

    page.goto("/accounts/logout/")
    page.locator("main button[type=submit]").click()
    page.goto("/privacy/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize(("chosen", "device"), [("dark", "light"), ("light", "dark")])
def test_the_admin_site_wears_the_profiles_theme(
    page: Page, sign_in: SignIn, chosen: str, device: Literal["dark", "light"]
) -> None:
    clerk = factories.user(Role.STAFF)
    page.emulate_media(color_scheme=device)
    sign_in(page, clerk)
    page.goto("/admin/")
    expect(page.locator("html")).to_have_class(re.compile(rf"^{'dark' if device == 'dark' else ''}$"))

    profiles.change(clerk, by=clerk, theme=chosen)
    page.reload()
    expect(page.locator("html")).to_have_class(chosen)
    page.locator("form[action='/preferences/'] [value=system]").first.evaluate("button => button.click()")
    expect(page.locator("html")).to_have_class(re.compile(rf"^{'dark' if device == 'dark' else ''}$"))
    assert profiles.of(clerk).theme == "system"


def test_a_profile_is_filled_in_without_javascript_too(page: Page, teacher: User, live_url: str) -> None:
    browser = page.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, base_url=live_url)
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # a cookie read is a cookie to set
    reader = plain.new_page()
    reader.goto("/accounts/profile/")
    reader.locator("[name=bio]").fill("Dạy đàn từ năm 2010")
    reader.locator("[name=timezone]").select_option("Europe/Paris")
    reader.get_by_label("English", exact=True).check()
    reader.locator("form[action='/accounts/profile/'] [type=submit]").click()

    expect(reader.locator("html")).to_have_attribute("lang", "en")
    expect(reader.get_by_role("status")).to_have_text("Your profile has been saved")
    stored = profiles.of(teacher)
    assert (stored.bio, stored.timezone, stored.language) == ("Dạy đàn từ năm 2010", "Europe/Paris", "en")
    plain.close()


def test_a_refused_field_is_reached_from_the_summary(page: Page, teacher: User) -> None:
    page.goto("/accounts/profile/")
    page.locator("[name=name]").fill("")
    page.locator("form[action='/accounts/profile/'] [type=submit]").click()
    page.locator(".error-summary a").click()

    expect(page.locator("[name=name]")).to_be_focused()
    assert violations(page) == []


def test_a_picture_is_shown_everywhere_and_taken_away_again(page: Page, teacher: User) -> None:
    page.goto("/accounts/profile/")
    page.locator("[name=picture]").set_input_files(photo())
    page.locator("form[action='/accounts/profile/picture/'] [type=submit]").click()
    expect(page.locator("main img.avatar")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert page.evaluate("[...document.images].map(image => image.naturalWidth)") == [512, 512]
    assert violations(page) == []

    page.locator("form[action='/accounts/profile/picture/remove/'] button").click()
    expect(page.locator("main .avatar")).to_have_text("TH")
