"""The pages in a real browser: reachable without JavaScript, readable in both themes, nothing cut off."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.looks import at_widths, in_themes, too_wide, violations

PAGES = ["/", "/accounts/login/", "/privacy/", "/rooms/", "/nowhere/"]
PHONE = ViewportSize(width=360, height=740)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page: Page, path: str) -> None:
    page.goto(path)
    for _width in at_widths(page, (360, 1280)):
        assert [one for _theme in in_themes(page) for one in violations(page)] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_at_320_pixels(page: Page, live_url: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for language in ("vi", "en"):
        page.context.add_cookies([{"name": "language", "value": language, "url": live_url}])
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert too_wide(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_what_a_thumb_must_hit_is_44_pixels_high(page: Page, path: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(path)
    heights = page.eval_on_selector_all(
        "button, .btn, .row[href], .door__link, .site-nav a, .site-footer a, .input, .back, .brand",
        "found => found.map(one => one.getBoundingClientRect().height)",
    )

    assert min(heights) >= 44


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_blocks_nothing_of_ours(page: Page, live_url: str, path: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(live_url + path)
    page.wait_for_load_state("networkidle")

    assert [text for text in complaints if "404" not in text] == []
    assert failed == []


def test_language_and_theme_switch_without_javascript_and_keep_the_page(page: Page, live_url: str) -> None:
    browser: Browser | None = page.context.browser
    assert browser
    reader = browser.new_context(java_script_enabled=False).new_page()
    reader.goto(f"{live_url}/privacy/?from=slip")
    reader.get_by_role("navigation").get_by_role("button", name="English").click()

    expect(reader.locator("html")).to_have_attribute("lang", "en")
    expect(reader).to_have_url(f"{live_url}/privacy/?from=slip")
    reader.get_by_role("button", name="Dark").click()
    expect(reader.locator("html")).to_have_attribute("data-theme", "dark")
    expect(reader.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    reader.context.close()


def test_the_keyboard_gets_past_the_header_first(page: Page, live_url: str) -> None:
    page.goto(live_url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".door__link").first).to_be_focused()


def test_icons_are_drawn(page: Page, live_url: str) -> None:
    page.goto(live_url)
    page.wait_for_load_state("networkidle")
    drawn = page.eval_on_selector_all(".icon use", "uses => uses.map(one => one.getBoundingClientRect().width)")

    assert drawn
    assert min(drawn) > 0


def test_paper_is_white_whatever_the_theme(page: Page, live_url: str) -> None:
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": live_url}])
    page.goto(f"{live_url}/privacy/")
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 22, 18)"


def test_a_refused_sign_in_leads_from_the_summary_to_the_field(page: Page, live_url: str) -> None:
    page.goto(f"{live_url}/accounts/login/")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_role("link", name="Nhập email").click()

    expect(page.get_by_label("Email")).to_be_focused()
    assert violations(page) == []
