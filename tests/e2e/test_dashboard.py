"""The overview in a browser: it changes by itself, fits a telephone, and is read without colours."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from forms_intake import work
from forms_intake.dashboard import counting
from forms_intake.enums import Flag, FormType
from forms_intake.models import Submission
from school import clock
from tests import factories
from tests.e2e import looks
from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_overview_changes_by_itself_and_fits_every_screen(page: Page, sign_in: SignIn) -> None:
    linh, branch = factories.user(Role.ADMIN, name="cô Linh"), factories.branch(name="Cơ sở Quận 7")
    for number in range(20):
        kind = list(FormType)[number % 5]
        made = factories.submission(form_type=kind, branch=branch, flags=(Flag.LATE_NOTICE,) if number % 3 == 0 else ())
        at = clock.now() - timedelta(days=number % 7, minutes=5)
        Submission.objects.filter(pk=made.pk).update(submitted_at=at, due_at=at + timedelta(hours=4))
        if number % 4:
            work.approve(made, by=linh)
    counting.keep_true()
    sign_in(page, linh)
    page.goto("/dashboard/?period=7")
    page.locator("#table-arrivals summary").click()
    said = page.locator("#s-arrivals .lede")
    expect(said).to_contain_text("20")
    factories.submission()
    expect(said).to_contain_text("21")
    expect(page.locator("#table-arrivals")).to_have_attribute("open", "")
    found = [problem for _width in looks.at_widths(page, (320, 1280)) for problem in looks.too_wide(page)]
    for theme in looks.in_themes(page):
        found += looks.violations(page)
        _shoot(page, theme)
    assert found == []


def _shoot(page: Page, theme: str) -> None:
    if folder := os.environ.get("SHOTS"):
        Path(folder, "dash.html").write_text(page.content())
        for _width in looks.at_widths(page, (360, 1280)):
            page.screenshot(path=Path(folder) / f"dash-{_width}-{theme}.png", full_page=True)
