"""An administrator connects the school's Lark: an app, a group, a table; and the slips arrive."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from forms_intake.enums import DestinationKind
from forms_intake.models import Destination
from tests import factories
from tests.e2e.looks import at_widths, in_themes, too_wide, violations
from tests.lark import Lark
from tests.processes import Process, eventually

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "/admin/forms_intake/destination/add/"


@pytest.fixture
def desk(browser: Browser, live_url: str) -> Iterator[Page]:
    """The administrator's browser, in English."""
    person = factories.user(Role.ADMIN)
    context = browser.new_context(base_url=live_url, viewport={"width": 1280, "height": 860})
    context.add_cookies([{"name": "language", "value": "en", "url": live_url}])
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(str(person.email))
    page.locator("[name=password]").fill("lesson-piano")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_url}/**")
    expect(page.locator("[name=password]")).to_have_count(0)
    yield page
    context.close()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def test_a_group_is_chosen_from_larks_list_and_gets_the_next_slip(desk: Page, worker: Process, lark: Lark) -> None:
    desk.goto("/admin/forms_intake/larkapp/add/")
    desk.locator("[name=name]").fill("Phím Ngà")
    desk.locator("[name=app_id]").fill("cli_demo")
    desk.locator("[name=app_secret]").fill("demo-app-secret")
    save(desk)
    desk.goto(ADD)
    desk.get_by_role("link", name="Lark app message").click()
    desk.locator("[name=name]").fill("Nhóm giáo vụ")
    desk.locator("[name=app]").select_option(label="Phím Ngà")
    desk.get_by_role("button", name="Read the list of groups and test").click()
    desk.get_by_role("button", name="Giáo vụ", exact=True).click()
    expect(desk.locator("[name=chat_id]")).to_have_value("oc_office")
    save(desk)
    expect(desk.locator("#result_list").get_by_text("Running")).to_be_visible()
    sent = factories.submission()
    eventually(lambda: lark.app_messages(contains=sent.reference), what="the card in the group")


def test_the_columns_of_a_table_are_read_and_chosen(desk: Page, lark: Lark) -> None:
    config: dict[str, Any] = {"app_token": "bascnDemo", "table_id": "tblSlips"}
    app = factories.lark_app()
    row = Destination.objects.create(kind=DestinationKind.BASE, name="Bảng phiếu", app=app, config=config)
    desk.goto(f"/admin/forms_intake/destination/{row.pk}/change/")
    desk.get_by_role("link", name="Choose the columns").click()
    desk.get_by_role("button", name="Read the columns from Lark").click()
    desk.get_by_label("Phone number").select_option(label="Not written")
    desk.get_by_role("button", name="Store the columns").click()
    expect(desk.get_by_role("link", name="columns are written: look or change")).to_be_visible()
    assert "contact_phone" not in {entry["ours"] for entry in Destination.objects.get().mapping}


def test_every_page_of_destinations_fits_every_screen_and_reads_well(desk: Page, lark: Lark) -> None:
    row = lark.destination()
    factories.lark_app()
    problems: list[str] = []
    for address in (ADD, *(f"{ADD}?kind={kind}" for kind in ("webhook", "message", "base", "email"))):
        problems += looked_at(desk, address)
    desk.goto(f"/admin/forms_intake/destination/{row.pk}/change/")
    desk.get_by_role("button", name="Send a test line").click()
    expect(desk.get_by_text("The connection works")).to_be_visible()
    problems += [problem for _ in at_widths(desk) for problem in too_wide(desk)] + worn(desk)
    problems += looked_at(desk, "/admin/forms_intake/destination/")
    problems += looked_at(desk, "/admin/forms_intake/larkapp/")
    assert problems == []


def worn(page: Page) -> list[str]:
    """What is ours, in both themes."""
    return [problem for _theme in in_themes(page) for problem in violations(page, ".dest")]


def looked_at(page: Page, address: str) -> list[str]:
    """Ours is looked at closely; the theme around it only for its width."""
    page.goto(address)
    widths = [problem for _ in at_widths(page) for problem in too_wide(page)]
    return widths + (worn(page) if page.locator(".dest").count() else [])


def test_without_scripts_the_fields_can_be_filled_in_and_nothing_pretends_to_be_live(
    browser: Browser, live_url: str, desk: Page
) -> None:
    context = browser.new_context(
        base_url=live_url, java_script_enabled=False, storage_state=desk.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{ADD}?kind=webhook")
    expect(page.locator("[name=url]")).to_be_visible()
    page.goto("/admin/forms_intake/delivery/")
    expect(page.locator("[data-live-lamp]")).to_be_hidden()
    context.close()
