"""How a slip begins, in a real browser: a family that is signed in, a personal link, a poster."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from accounts.models import User
from catalog.models import Branch
from forms_intake import personal_links, submissions, work
from forms_intake.enums import Source
from forms_intake.models import PersonalLink, Submission
from school import clock
from tests import factories
from tests.e2e.conftest import SignIn
from tests.e2e.looks import at_widths, too_wide, violations
from tests.forms_intake.test_entry_links import GIVEN

pytestmark = pytest.mark.django_db(transaction=True)

FORM, MINE = "/phieu/leave-request/", "/phieu/mine/"
POSTER = "/admin/forms_intake/personallink/poster/print/?form_type=hold&branch=quan-7&language=vi"


def earlier(person: User) -> Submission:
    """A leave that the account reported before."""
    branch = Branch.objects.create(code="quan-7", name="Cơ sở Quận 7")
    draft = factories.draft(payload=factories.PAYLOAD, branch=branch, contact_phone="+84912345678")
    return submissions.submit(draft, by=person, source=Source.WEB)


def test_a_signed_in_family_answers_six_questions_and_follows_its_slips(page: Page, sign_in: SignIn) -> None:
    huong = factories.user(name="Phạm Thị Hường", email="huong@gmail.com", email_verified_at=clock.now())
    earlier(huong)
    sign_in(page, huong)
    page.goto(FORM)
    expect(page.locator("details.known")).to_contain_text("Nguyễn Bảo An")
    assert page.locator("form .field:visible").count() <= 6
    assert violations(page) == []

    page.locator("[data-quick] button, .quick button").nth(1).click()
    page.locator("label[for=id_reason_1]").click()
    page.locator("label[for=id_makeup_wanted_1]").click()
    page.locator("label[for=id_policy_ack]").click()
    page.locator("label[for=id_consent_privacy]").click()
    page.locator("form .btn--primary").click()
    page.locator("form[data-send] .btn--primary").click()
    expect(page.locator(".receipt__ref")).to_be_visible()

    sent = Submission.objects.latest("submitted_at")
    page.goto(MINE)
    row = page.locator(f'a[href="/phieu/status/{sent.reference}/"]')
    before = row.locator(".badge").inner_text()
    work.take(sent, by=factories.user(Role.STAFF))
    expect(row.locator(".badge")).not_to_have_text(before)
    assert [fault for _ in at_widths(page, (320,)) for fault in too_wide(page)] == []
    assert violations(page) == []


def test_a_personal_link_needs_no_javascript_and_shows_no_number(browser: Browser, live_url: str) -> None:
    link, address = personal_links.make(form_type="leave-request", given=GIVEN, by=factories.user(Role.STAFF))
    context = browser.new_context(
        base_url=live_url, viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="vi-VN"
    )
    page = context.new_page()
    page.goto("/" + address.split("/", 3)[3])
    assert page.url == f"{live_url}{FORM}?src=link"
    card = page.locator("details.known")
    expect(card.locator("summary")).to_be_visible()
    card.locator("summary").click()
    expect(page.locator("#id_contact_phone")).to_have_value("")
    tomorrow = clock.today() + timedelta(days=1)
    for part, value in (("day", tomorrow.day), ("month", tomorrow.month), ("year", tomorrow.year)):
        page.locator(f"#id_lesson_date_{part}").fill(str(value))
    page.locator("#id_lesson_time").select_option("17:30")
    page.locator("label[for=id_reason_1]").click()
    page.locator("label[for=id_makeup_wanted_1]").click()
    page.locator("label[for=id_policy_ack]").click()
    page.locator("label[for=id_consent_privacy]").click()
    page.locator("form .btn--primary").click()
    assert "0912" not in page.content()
    page.locator("form[data-send] .btn--primary").click()
    expect(page.locator(".receipt__ref")).to_be_visible()
    context.close()
    assert str(Submission.objects.get().contact_phone) == "+84912345678"
    assert PersonalLink.objects.get(pk=link.pk).uses == 1


def test_a_poster_fills_one_sheet_of_its_paper(page: Page, sign_in: SignIn) -> None:
    Branch.objects.create(code="quan-7", name="Cơ sở Quận 7")
    sign_in(page, factories.user(Role.STAFF))
    for size, box in (("a4", [595, 842]), ("a5", [420, 595])):
        page.goto(f"{POSTER}&size={size}")
        printed = page.pdf(prefer_css_page_size=True).decode("latin-1")
        sheets = re.findall(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
        assert [[round(float(length)) for length in sheet] for sheet in sheets] == [box]
