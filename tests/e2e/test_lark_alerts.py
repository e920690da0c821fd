"""The banner of alerts: it comes and goes on a page that stays open."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from forms_intake import alerts
from forms_intake.enums import AlertKind, DestinationKind
from forms_intake.models import Destination
from tests import factories
from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)
_SIDES = """() => {
  const {left, right} = document.querySelector(".alert-line").getBoundingClientRect();
  return [left, right];
}"""


@pytest.fixture
def group() -> Destination:
    return Destination.objects.create(name="Giáo vụ", kind=DestinationKind.WEBHOOK, config={"url": "x"})


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_the_banner_comes_and_goes_by_itself(page: Page, sign_in: SignIn, group: Destination, role: Role) -> None:
    sign_in(page, factories.user(role))
    page.goto("/admin/")
    alerts.open(AlertKind.HELD, destination=group, hint="address")
    expect(page.locator("#alerts")).to_contain_text("Giáo vụ")
    alerts.close(AlertKind.HELD, destination=group)
    expect(page.locator("#alerts")).not_to_contain_text("Giáo vụ")


def test_the_banner_fits_a_small_phone(page: Page, sign_in: SignIn, group: Destination) -> None:
    alerts.open(AlertKind.HELD, destination=group, hint="keywords")
    sign_in(page, factories.user(Role.ADMIN))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/admin/")
    expect(page.locator(".alert-line")).to_be_visible()
    # Looked up and measured at once: what lives may be another element a moment later.
    left, right = page.evaluate(_SIDES)
    assert 0 <= left < right <= 320
