"""The history in a real browser: a change is found and narrowed; a sensitive answer is read, and the reading found."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from forms_intake import sensitive
from forms_intake.sensitive import Answer
from school.sensitive import Reading
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
TIMELINE = "/admin/history/"


@pytest.fixture
def boss(page: Page, live_url: str, sign_in: SignIn) -> User:
    person = factories.user(Role.ADMIN, name="Cô Hà")
    sign_in(page, person)
    page.context.add_cookies([{"name": "language", "value": "en", "url": live_url}])
    return person


def test_a_change_is_found_from_its_page_and_leads_back(page: Page, boss: User) -> None:
    branch = factories.branch(name="Quận 7")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(f"/admin/catalog/branch/{branch.pk}/change/")
    page.locator("#id_name").fill("Tân Phong")
    page.get_by_role("button", name="Save and continue editing").click()
    page.goto(f"/admin/catalog/branch/{branch.pk}/change/")
    page.locator(f"a[href*='/{branch.pk}/history/']").first.click()

    newest = page.locator(".history__entry").first
    expect(newest).to_contain_text("Quận 7")
    expect(newest).to_contain_text("Tân Phong")
    expect(newest).to_contain_text("Cô Hà")
    newest.get_by_role("link", name="Tân Phong", exact=True).click()
    expect(page.locator("#id_name")).to_have_value("Tân Phong")


def test_filters_work_with_the_keyboard_and_say_what_to_mend(page: Page, boss: User) -> None:
    factories.branch(name="Quận 7")
    page.goto(TIMELINE)
    page.get_by_label("Kind of change").select_option("insert")
    page.get_by_label("Table").select_option("catalog.Branch")
    page.get_by_label("From day").fill("tomorrow")
    page.get_by_label("From day").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("dd/mm/yyyy")

    page.get_by_label("From day").fill("01/01/2026")
    page.get_by_label("From day").press("Enter")
    expect(page.locator(".history__entry")).to_have_count(1)


def test_a_sensitive_answer_is_shown_once_and_the_reading_is_found(page: Page, boss: User) -> None:
    slip = factories.submission(sensitive={"health_note": "Hen suyễn nhẹ"})
    page.goto(f"/admin/forms_intake/submission/{slip.pk}/change/")
    expect(page.get_by_text("Hen suyễn nhẹ")).to_have_count(0)
    page.get_by_role("button", name="Read: Health note").click()
    expect(page.get_by_text("Hen suyễn nhẹ")).to_be_visible()
    page.get_by_role("link", name="Back to the slip").click()
    expect(page.get_by_text("Hen suyễn nhẹ")).to_have_count(0)

    page.goto(f"{TIMELINE}?kind=read")
    expect(page.locator(".history__entry")).to_contain_text(["Cô Hà"])
    expect(page.locator("[data-live-lamp=on]")).to_be_visible()
    sensitive.read(slip, Answer.HEALTH_NOTE, Reading(boss))
    expect(page.locator(".history__entry")).to_have_count(2)


def test_axe_finds_nothing_and_nothing_is_cut_off(page: Page, boss: User) -> None:
    branch = factories.branch(name="Q" * 80)
    branch.name = "Một cái tên dài " * 5
    branch.save()
    factories.submission()
    page.goto(f"{TIMELINE}?until=31/12/2099")
    for _width in at_widths(page):
        # What is ours: the frame around it belongs to the admin theme.
        assert too_wide(page) + [one for _theme in in_themes(page) for one in violations(page, ".history")] == []
