"""The office watches deliveries live, and sends again what was given up."""

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from accounts.models import Profile
from forms_intake.deliveries import bulk, summary
from forms_intake.enums import DeliveryState, Outcome, ResendState
from forms_intake.models import BulkResend, Delivery
from school import live
from tests import factories
from tests.e2e.conftest import SignIn
from tests.forms_intake.delivery_rows import attempt, delivery

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/forms_intake/delivery/"


@pytest.fixture
def desk(page: Page, sign_in: SignIn) -> Page:
    """A clerk's browser, in English."""
    clerk = factories.user(Role.STAFF)
    Profile.objects.update_or_create(user=clerk, defaults={"language": "en"})
    sign_in(page, clerk)
    return page


def slip_address(row: Delivery) -> str:
    return f"/admin/forms_intake/submission/{row.submission_id}/change/"


def arrives(row: Delivery) -> None:
    """As if a worker had just sent it."""
    attempt(row, Outcome.OK, log_id="20261121-LOG")
    row.state, row.next_attempt_at, row.delivered_at = DeliveryState.DELIVERED, None, row.created_at
    with transaction.atomic():
        row.save()
        summary.refresh([row.submission_id])
        live.changed("deliveries")


def test_the_panel_follows_what_a_worker_does_and_keeps_the_readers_place(desk: Page) -> None:
    row = delivery(DeliveryState.WAITING)
    attempt(row)
    desk.goto(slip_address(row))
    panel = desk.locator("#deliveries")
    expect(panel).to_contain_text("Waiting for the next try")
    desk.locator(f"#tries-{row.pk}-summary").focus()
    desk.evaluate("window.sameDocument = true")
    # Only once the page listens can it hear of a change.
    desk.wait_for_function("performance.getEntriesByType('resource').filter(e => e.name === location.href).length > 0")
    arrives(row)
    expect(panel).to_contain_text("20261121-LOG")
    expect(desk.locator(f"#tries-{row.pk}-summary")).to_be_focused()
    assert desk.evaluate("window.sameDocument")
    expect(desk.locator("[data-live-notice]")).to_have_count(0)


def test_the_counts_of_the_deliveries_page_change_by_themselves(desk: Page) -> None:
    row = delivery(DeliveryState.WAITING)
    desk.goto(LIST)
    expect(desk.locator(".lamp--on")).to_be_visible()
    sent = desk.locator(".counts li", has_text="Sent today").locator(".counts__number")
    expect(sent).to_have_text("0")
    arrives(row)
    Delivery.objects.update(delivered_at=row.created_at)
    expect(sent).to_have_text("1")


def test_a_given_up_delivery_is_sent_again_from_a_telephone(desk: Page) -> None:
    row = delivery()
    desk.goto(slip_address(row))
    desk.get_by_role("button", name="Send again").click()
    expect(desk.get_by_text("It is being sent again.")).to_be_visible()
    row.refresh_from_db()
    assert row.state == DeliveryState.PENDING
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360


def test_cancelling_asks_why_first(desk: Page) -> None:
    row = delivery(DeliveryState.WAITING)
    desk.goto(slip_address(row))
    desk.get_by_text("Cancel this delivery").click()
    desk.get_by_label("Why Lark shall not get it").fill("Phiếu gửi thử")
    desk.get_by_role("button", name="Cancel for good").click()
    expect(desk.locator("#deliveries")).to_contain_text("Phiếu gửi thử")


def test_all_of_a_filter_are_sent_again_with_a_bar_that_moves(desk: Page) -> None:
    for _ in range(3):
        delivery()
    desk.goto(f"{LIST}?state=dead")
    desk.locator("#send-all").click()
    desk.get_by_role("button", name="Send again").click()
    expect(desk.locator(".lamp--on")).to_be_visible()
    resend = BulkResend.objects.get()
    bulk.work_off(resend.pk)
    expect(desk.locator("#resend-progress")).to_contain_text(f"{resend.total} of {resend.total} sent again")
    assert BulkResend.objects.get().state == ResendState.FINISHED


def test_without_scripts_the_progress_page_says_how_far_it_is(browser: Browser, desk: Page, live_url: str) -> None:
    delivery()
    still = browser.new_context(
        base_url=live_url, java_script_enabled=False, storage_state=desk.context.storage_state()
    )
    page = still.new_page()
    page.goto(f"{LIST}send-again/")
    page.get_by_role("button", name="Send again").click()
    bulk.work_off(BulkResend.objects.get().pk)
    page.reload()
    expect(page.locator("#resend-progress")).to_contain_text("1 of 1 sent again")
    still.close()
