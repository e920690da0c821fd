"""The leave request in a real browser: on a phone, by keyboard, without JavaScript, without a network."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from forms_intake.models import Submission
from school import clock
from tests import factories
from tests.e2e.looks import in_themes, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/phieu/leave-request/"
TARGETS = "button, .btn, .row[href], .input, .choice__label, .back, summary, .kv__edit, .error-summary a"

LOW = """all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 44)
    .map(one => one.outerHTML)"""


@pytest.fixture(autouse=True)
def _branch() -> None:
    factories.branch(code="quan-7", name="Cơ sở Quận 7, Nguyễn Thị Thập")


@pytest.fixture
def plain(browser: Browser, live_url: str) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = browser.new_context(base_url=live_url, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def fill_in(page: Page, *, days: int = 3, name: str = "Nguyễn Bảo An") -> None:
    """What a parent types; the lesson is in so many days."""
    day = clock.today() + timedelta(days=days)
    page.locator("#id_student_name").fill(name)
    page.locator("#id_branch").select_option("quan-7")
    page.locator("#id_contact_name").fill("Phạm Thị Hường")
    page.locator("#id_contact_relationship").select_option("mother")
    page.locator("#id_contact_phone").fill("0912 345 678")
    page.locator("#id_course_text").fill("Piano kèm 1-1")
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#id_lesson_date_{part}").fill(str(value))
    page.locator("#id_lesson_time").select_option("06:00")
    page.get_by_label("Ốm, sức khoẻ").check()
    page.get_by_label("Không cần", exact=True).check()
    consent(page)


def consent(page: Page) -> None:
    page.locator("#id_policy_ack").check()
    page.locator("#id_consent_privacy").check()


def check(page: Page) -> None:
    page.get_by_role("button", name="Kiểm tra lại").click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Gửi phiếu").click()


def checked(page: Page) -> Page:
    """The check page of a filled-in slip."""
    page.goto(FORM)
    fill_in(page)
    check(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi gửi")
    # Modules have run by then; before, a click sends the form as it does without JavaScript.
    page.wait_for_load_state("load")
    return page


def expect_sent(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Trung tâm đã nhận phiếu")
    expect(page.locator(".receipt__ref dd")).to_have_text(Submission.objects.get().reference)


def test_a_parent_reads_the_consequence_sends_and_gets_a_reference(page: Page) -> None:
    page.goto(FORM)
    fill_in(page, days=0)
    expect(page.locator("#consequence .callout--warning")).to_contain_text("Buổi")
    check(page)
    expect(page.locator(".callout--warning")).to_contain_text("có thể bị tính là đã học")
    send(page)

    expect_sent(page)
    expect(page.locator(".callout--warning")).to_contain_text("có thể bị tính là đã học")


def test_without_javascript_everything_is_open_and_the_server_decides(plain: Page) -> None:
    plain.goto(FORM)
    expect(plain.locator("#id_lesson_dates_8_day")).to_be_visible()
    expect(plain.get_by_text("Chỉ điền khi chọn “Nghỉ: Nhiều buổi”")).to_be_visible()
    check(plain)
    expect(plain.locator(".error-summary")).to_be_focused()
    fill_in(plain)
    check(plain)
    plain.get_by_role("button", name="Sửa Lý do").click()
    expect(plain).to_have_url(re.compile(r"/edit/#id_reason_0$"))
    expect(plain.locator("#id_student_name")).to_have_value("Nguyễn Bảo An")
    check(plain)
    send(plain)

    expect_sent(plain)


def test_errors_take_the_focus_and_lead_to_their_fields(page: Page) -> None:
    page.goto(FORM)
    fill_in(page, days=-1, name="")
    check(page)

    expect(page).to_have_title("Lỗi: Phiếu xin nghỉ phép · Phím Ngà")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary a")).to_have_text(
        ["Nhập họ và tên học viên", "Ngày nghỉ phải từ hôm nay trở đi"]
    )
    page.get_by_role("link", name="Ngày nghỉ phải từ hôm nay trở đi").click()
    expect(page.locator("#id_lesson_date_day")).to_be_focused()


def test_blocks_open_with_the_choice_that_needs_them(page: Page) -> None:
    page.goto(FORM)
    opened = {"#id_lesson_date_day": True, "#id_lesson_dates_1_day": False, "#id_date_from_day": False}
    for control, is_open in opened.items():
        expect(page.locator(control)).to_be_visible(visible=is_open)
    page.get_by_label("Một khoảng ngày").check()
    expect(page.locator("#id_date_from_day")).to_be_visible()
    expect(page.locator("#id_lesson_date_day")).to_be_hidden()
    page.get_by_label("Học viên", exact=True).check()
    expect(page.locator("#id_contact_name")).to_be_hidden()
    page.get_by_label("Muốn học bù", exact=True).check()
    expect(page.locator("#id_makeup_slots_1_weekday")).to_be_visible()


def test_a_near_day_is_one_touch_and_a_pasted_date_fills_three_boxes(page: Page) -> None:
    page.goto(FORM)
    page.get_by_role("button", name="Ngày mai").click()
    tomorrow = clock.today() + timedelta(days=1)
    expect(page.locator("#id_lesson_date_day")).to_have_value(f"{tomorrow.day:02}")
    expect(page.get_by_role("button", name="Ngày mai")).to_have_attribute("aria-pressed", "true")
    page.locator("#id_lesson_date_day").evaluate(
        "box => { const data = new DataTransfer(); data.setData('text', '5/9/2026');"
        "box.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"
    )
    expect(page.locator("#id_lesson_date_month")).to_have_value("9")
    expect(page.locator("#id_lesson_date_year")).to_have_value("2026")
    expect(page.get_by_role("button", name="Ngày mai")).to_have_attribute("aria-pressed", "false")


def test_slots_are_added_and_taken_away(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Muốn học bù", exact=True).check()
    page.get_by_role("button", name="Thêm khung giờ").click()
    expect(page.locator("#id_makeup_slots_2_weekday")).to_be_focused()
    page.locator("#id_makeup_slots_2_weekday").select_option("sat")
    page.get_by_role("button", name="Thêm khung giờ").click()
    expect(page.get_by_role("button", name="Thêm khung giờ")).to_be_hidden()
    page.get_by_role("button", name="Bỏ khung giờ 2").click()

    expect(page.locator("#id_makeup_slots_2_weekday")).to_be_hidden()
    expect(page.locator("#id_makeup_slots_2_weekday")).to_have_value("")
    expect(page.get_by_role("button", name="Thêm khung giờ")).to_be_focused()


def test_a_draft_survives_a_reload_without_the_consents(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp trên máy này lúc")
    key = page.locator("[name=idempotency_key]").input_value()
    page.goto(FORM)

    expect(page.locator("#id_student_name")).to_have_value("Nguyễn Bảo An")
    expect(page.locator("#id_policy_ack")).not_to_be_checked()
    assert page.locator("[name=idempotency_key]").input_value() == key
    page.get_by_role("button", name="Xoá nháp").click()
    expect(page.locator("#id_student_name")).to_have_value("")
    page.goto(FORM)
    expect(page.locator("#id_student_name")).to_have_value("")


def test_a_sent_slip_leaves_no_draft(page: Page) -> None:
    send(checked(page))
    expect_sent(page)
    # Its script forgets the draft, and is there a moment after its words.
    page.wait_for_load_state("load")
    page.goto(FORM)

    expect(page.locator("#id_student_name")).to_have_value("")


def test_a_shared_device_keeps_no_draft_on_any_page(page: Page) -> None:
    page.goto(FORM + "?kiosk=1")
    fill_in(page, name="")
    check(page)
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#id_student_name").fill("Nguyễn Bảo An")
    page.locator("#id_course_text").focus()
    check(page)

    assert page.evaluate("localStorage.length") == 0


def test_a_browser_that_refuses_storage_sends_all_the_same(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    send(checked(page))

    expect_sent(page)


def test_offline_the_slip_waits_and_goes_out_once_the_network_is_back(page: Page) -> None:
    checked(page)
    page.context.set_offline(True)
    send(page)
    expect(page.locator("[data-send-state]")).to_contain_text("Chưa gửi: máy đang mất mạng")
    assert not Submission.objects.exists()
    page.context.set_offline(False)

    expect_sent(page)


def test_offline_the_form_stays_where_it_is(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    page.context.set_offline(True)
    check(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("Chưa gửi: máy đang mất mạng")
    page.context.set_offline(False)
    check(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi gửi")


def test_an_answer_that_got_lost_does_not_make_a_second_slip(page: Page) -> None:
    lost: list[str] = []

    def accept_and_lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).headers["location"])
            route.fulfill(status=502, body="")
        else:
            route.continue_()

    checked(page)
    page.route(f"**{FORM}", accept_and_lose)
    send(page)
    expect(page.locator("[data-send-state]")).to_contain_text("Chưa gửi: máy chủ của trung tâm chưa trả lời")
    send(page)

    expect_sent(page)
    assert page.url.endswith(lost[0])


def test_a_double_click_is_one_slip(page: Page) -> None:
    checked(page).get_by_role("button", name="Gửi phiếu").dblclick()

    expect_sent(page)


def test_waiting_says_so(page: Page) -> None:
    checked(page)
    waiting: list[Route] = []
    page.route(f"**{FORM}", lambda route: waiting.append(route))
    send(page)
    busy = page.get_by_role("button", name="Đang gửi")

    expect(busy).to_have_attribute("aria-busy", "true")
    while not waiting:
        page.wait_for_timeout(20)
    waiting[0].continue_()
    expect_sent(page)


def test_back_after_sending_leads_to_the_form_and_forward_to_the_same_slip(page: Page) -> None:
    send(checked(page))
    expect_sent(page)
    page.go_back()
    expect(page.get_by_role("button", name="Kiểm tra lại")).to_be_visible()
    page.go_forward()

    expect_sent(page)


def press(page: Page, button: str) -> None:
    """Tabs to the button and presses Enter there."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == button:
            break
    page.keyboard.press("Enter")


def test_the_whole_way_by_keyboard(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    press(page, "Kiểm tra lại")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi gửi")
    press(page, "Gửi phiếu")

    expect_sent(page)


def walk(page: Page) -> Iterator[str]:
    """Stops on every page of the way."""
    page.goto("/phieu/")
    yield "list"
    page.goto(FORM)
    yield "form"
    check(page)
    expect(page.locator(".error-summary")).to_be_focused()
    yield "errors"
    checked(page)
    yield "check"
    send(page)
    expect_sent(page)
    yield "sent"


def test_axe_finds_nothing_on_any_page_and_a_thumb_hits_what_it_must(page: Page) -> None:
    found = list[str]()
    for _stop in walk(page):
        found += page.eval_on_selector_all(TARGETS, LOW)
        found += [violation for _theme in in_themes(page) for violation in violations(page)]

    assert found == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_cut_off_at_320_pixels(page: Page, live_url: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.context.add_cookies([{"name": "language", "value": language, "url": live_url}])
    page.goto(FORM)
    for name in ("makeup_wanted", "leave_kind"):
        page.locator(f"[name={name}]").first.check()
    assert too_wide(page) == []
    page.locator(".actions .btn--primary").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert too_wide(page) == []
    page.goto("/phieu/")
    assert too_wide(page) == []


def test_the_content_policy_blocks_nothing_of_ours(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    send(checked(page))
    expect_sent(page)

    assert complaints == []
