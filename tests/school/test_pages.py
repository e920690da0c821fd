"""Home, privacy, the switches, and every page for what went wrong, in both languages."""

import re
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from school import pages


class Outline(HTMLParser):
    """What a screen reader asks a page first."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def heading(response: HttpResponseBase) -> str:
    """The words of the page's title."""
    (words,) = re.findall(r"<h1[^>]*>(.*?)</h1>", getattr(response, "content", b"").decode(), re.DOTALL)
    return unescape(words).strip()


@pytest.fixture
def plain() -> Client:
    """A visitor whose failing requests come back as pages, as they do outside tests."""
    return Client(raise_request_exception=False)


@pytest.fixture
def checking() -> Client:
    """A visitor whose forms need their token, as they do outside tests."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("path", ["/", "/privacy/", "/rooms/", "/accounts/login/", "/accounts/signup/", "/nowhere/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_names_its_language_has_one_title_and_a_way_past_the_header(
    client: Client, path: str, language: str
) -> None:
    client.cookies["language"] = language
    outline = Outline(client.get(path).content.decode())

    assert [attrs["lang"] for attrs in outline.all("html")] == [language]
    assert len(outline.all("h1")) == 1
    assert {"class": "skip", "href": "#main"} in outline.all("a")
    assert [attrs["id"] for attrs in outline.all("main")] == ["main"]


def test_home_shows_three_doors_and_the_five_slips(client: Client) -> None:
    html = client.get("/").content.decode()

    doors = re.findall(r'class="door__link" href="([^"]+)"', html)
    slips = re.findall(r'class="row" href="/phieu/([^"]+)/"', html)
    assert doors == ["/phieu/", "/rooms/", "/accounts/login/"]
    assert sorted(slips) == ["change", "hold", "leave-request", "student-info", "transfer"]


def test_the_privacy_notice_shows_its_version(client: Client) -> None:
    client.cookies["language"] = "en"

    assert f"Version {pages.PRIVACY_NOTICE_VERSION}" in client.get("/privacy/").content.decode()


@pytest.mark.parametrize("version", range(1, pages.PRIVACY_NOTICE_VERSION))
def test_an_earlier_notice_can_be_read_and_says_that_it_is_one(client: Client, version: int) -> None:
    client.cookies["language"] = "en"
    html = client.get(f"/privacy/{version}/").content.decode()

    assert f"Version {version}" in html
    assert 'href="/privacy/"' in html.partition("replaced by a newer one")[2]
    assert f'href="/privacy/{version}/"' in client.get("/privacy/").content.decode()


@pytest.mark.parametrize("version", [0, pages.PRIVACY_NOTICE_VERSION + 1, 10**12])
def test_a_notice_that_never_was_is_not_found(client: Client, version: int) -> None:
    assert client.get(f"/privacy/{version}/").status_code == 404


def test_a_notice_that_slips_were_sent_under_stays_word_for_word() -> None:
    first = Path("templates/pages/privacy/_1.html").read_bytes()

    assert sha256(first).hexdigest() == "11bbcfccd2dd65c8fb48003617db278133e7662049b4b930e6c4eec187650eee"


def test_the_privacy_notice_says_how_long_slips_and_drafts_are_kept(client: Client) -> None:
    client.cookies["language"] = "en"
    html = client.get("/privacy/").content.decode()
    kept = yaml.safe_load(Path("school/retention.yaml").read_text(encoding="utf-8"))

    assert kept["forms_intake.Submission"] == {
        "days": 2 * 365,
        "after": "submitted_at",
        "leaves": "reference",
    }
    assert "two years after you sent it" in html
    assert "stays in this browser for up to 7 days" in html


def test_browsers_that_ask_for_the_fixed_icon_address_are_led_to_it(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("school/favicon.ico")


# ---- Language and theme ----
def test_choosing_a_language_is_kept_for_a_year_and_leads_back(client: Client) -> None:
    response = client.post("/preferences/", {"language": "en", "next": "/privacy/?a=1"})

    assert (response.status_code, response.headers["Location"]) == (303, "/privacy/?a=1")
    cookie = client.cookies["language"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("en", 31536000, "Lax")
    assert 'lang="en"' in client.get("/privacy/").content.decode()


@pytest.mark.parametrize(("theme", "attribute"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"')])
def test_a_chosen_theme_is_written_on_the_page(client: Client, theme: str, attribute: str) -> None:
    client.post("/preferences/", {"theme": theme})

    assert f'<html lang="vi"{attribute}>' in client.get("/").content.decode()


def test_following_the_device_writes_no_theme_and_is_remembered(client: Client) -> None:
    client.post("/preferences/", {"theme": "system"})

    assert '<html lang="vi">' in client.get("/").content.decode()
    assert client.cookies["theme"].value == "system"


def test_the_switches_show_what_is_chosen(client: Client) -> None:
    client.cookies["theme"] = "dark"
    pressed = [
        a["value"] for a in Outline(client.get("/").content.decode()).all("button") if a.get("aria-pressed") == "true"
    ]

    assert pressed == ["vi", "dark"]


@pytest.mark.parametrize("data", [{}, {"language": "fr"}, {"theme": "pink"}, {"language": "en", "theme": "\x00"}])
def test_a_choice_that_is_not_offered_is_refused_and_nothing_is_kept(client: Client, data: dict[str, str]) -> None:
    response = client.post("/preferences/", data)

    assert response.status_code == 400
    assert not {"language", "theme"} & client.cookies.keys()


@pytest.mark.parametrize(
    "next_page",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "x",
        "/" + "a" * 2001,
    ],
)
def test_the_way_back_never_leaves_the_site(client: Client, next_page: str) -> None:
    assert client.post("/preferences/", {"theme": "dark", "next": next_page}).headers["Location"] == "/"


def test_opening_the_address_of_the_switches_leads_home(client: Client) -> None:
    assert client.get("/preferences/").headers["Location"] == reverse("home")


def test_the_switches_send_the_page_they_stand_on(client: Client) -> None:
    html = client.get("/privacy/?from=slip&x=1").content.decode()

    assert html.count('name="next" value="/privacy/?from=slip&amp;x=1"') == 2


def test_an_overlong_address_is_not_sent_along(client: Client) -> None:
    assert 'name="next" value="/"' in client.get("/privacy/?" + "a" * 3000).content.decode()


# ---- What went wrong ----
ERRORS = {
    "/nowhere/": (404, "Không có trang ở địa chỉ này", "There is no page at this address"),
    "/fail/forbidden/": (403, "Bạn chưa được mở trang này", "This page is for others"),
    "/fail/suspicious/": (400, "Máy chủ chưa đọc được yêu cầu này", "This request cannot be read"),
    "/fail/broken/": (500, "Hệ thống của trung tâm gặp lỗi", "Something broke on our side"),
    "/fail/lost/": (503, "Máy chủ của trung tâm chưa trả lời", "The school's computer is not answering"),
}


@pytest.mark.urls("tests.school.failing_urls")
@pytest.mark.parametrize("path", ERRORS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_error_has_a_page_in_the_readers_language(plain: Client, path: str, language: str) -> None:
    plain.cookies["language"] = language
    response = plain.get(path)
    status, vietnamese, english = ERRORS[path]
    html = response.content.decode()

    assert response.status_code == status
    assert heading(response) == (vietnamese if language == "vi" else english)
    assert f'<html lang="{language}">' in html
    assert "028 3800 1234" in html


def test_a_form_without_its_token_is_told_to_reload(checking: Client) -> None:
    response = checking.post("/preferences/", {"theme": "dark"})

    assert response.status_code == 403
    assert heading(response) == "Tải lại trang rồi gửi lại"


def test_a_form_with_its_token_passes(checking: Client) -> None:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', checking.get("/").content.decode())
    assert token

    response = checking.post("/preferences/", {"theme": "dark", "csrfmiddlewaretoken": token[1]})
    assert response.status_code == 303


FORM = "application/x-www-form-urlencoded"
TOO_LONG, TOO_MANY = {"password": "a" * 300_000}, {f"field{number}": "" for number in range(301)}


@pytest.mark.parametrize("data", [TOO_LONG, TOO_MANY], ids=["size", "fields"])
@pytest.mark.parametrize("as_upload", [False, True])
def test_too_much_at_once_is_said_in_words(checking: Client, data: dict[str, str], as_upload: bool) -> None:
    checking.get("/accounts/login/")
    if as_upload:
        response = checking.post("/accounts/login/", data)
    else:
        response = checking.post("/accounts/login/", urlencode(data), content_type=FORM)

    assert response.status_code == 413
    assert heading(response) == "Nội dung gửi một lần quá dài"


def test_a_broken_upload_is_a_plain_bad_request(checking: Client) -> None:
    checking.get("/")
    response = checking.post("/preferences/", b"x", content_type="multipart/form-data; boundary=")

    assert response.status_code == 400
    assert heading(response) == "Máy chủ chưa đọc được yêu cầu này"


def test_an_unknown_host_is_a_plain_bad_request(client: Client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.urls("tests.school.failing_urls")
def test_the_page_for_our_own_faults_gives_the_code_to_tell_and_no_detail(plain: Client) -> None:
    response = plain.get("/fail/broken/")
    html = response.content.decode()

    assert response.headers["X-Request-Id"] in html
    assert "hunter2" not in html


@pytest.mark.urls("tests.school.failing_urls")
def test_the_page_for_our_own_faults_needs_no_context_processor(plain: Client, settings: Settings) -> None:
    engine = settings.TEMPLATES[0]
    broken = {"context_processors": ["tests.school.failing_urls.fail"]}
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], **broken}}]

    assert plain.get("/nowhere/").status_code == 500
    assert "Hệ thống của trung tâm gặp lỗi" in plain.get("/nowhere/").content.decode()


def test_too_many_attempts_are_said_in_words(rf: RequestFactory) -> None:
    response = pages.too_many_requests(rf.get("/"))

    assert response.status_code == 429
    assert heading(response) == "Đã thử quá nhiều lần"
