"""Request ids, language and theme before any page, and the admin's own content policy."""

import re

import pytest
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from school import middleware


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(structlog.contextvars.get_contextvars().get("request_id", ""))


@pytest.mark.parametrize("given", ["0123456789abcdef", "a1b2-c3d4_e5.f6", "x" * 64])
def test_a_well_formed_request_id_is_kept(client: Client, given: str) -> None:
    assert client.get("/", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "two words", "line\nbreak12", "<script>alert(1)</script>", "đặng-12345"]
)
def test_any_other_request_id_is_replaced(rf: RequestFactory, given: str) -> None:
    request = rf.get("/")
    request.META["HTTP_X_REQUEST_ID"] = given
    response = middleware.request_id(answer)(request)

    assert re.fullmatch(r"[0-9a-f]{16}", response.headers["X-Request-Id"])


def test_two_requests_have_two_ids(client: Client) -> None:
    assert client.get("/").headers["X-Request-Id"] != client.get("/").headers["X-Request-Id"]


def test_the_id_is_known_to_the_logs_during_the_request_only(rf: RequestFactory) -> None:
    response = middleware.request_id(answer)(rf.get("/", headers={"X-Request-Id": "known-to-logs"}))

    assert getattr(response, "content", b"") == b"known-to-logs"
    assert "request_id" not in structlog.contextvars.get_contextvars()


def test_vietnamese_comes_first_whatever_the_browser_asks_for(client: Client) -> None:
    response = client.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})

    assert response.headers["Content-Language"] == "vi"
    assert "Hôm nay bạn cần gì?" in response.content.decode()


def test_the_cookie_decides_the_language(client: Client) -> None:
    client.cookies["language"] = "en"
    response = client.get("/")

    assert response.headers["Content-Language"] == "en"
    assert "What do you need today?" in response.content.decode()


@pytest.mark.parametrize(
    ("cookie", "value"), [("language", "fr"), ("language", "en<x>"), ("theme", '"><b>'), ("theme", "x")]
)
def test_a_cookie_nobody_offered_is_ignored(client: Client, cookie: str, value: str) -> None:
    client.cookies[cookie] = value

    assert '<html lang="vi">' in client.get("/").content.decode()


def test_pages_differ_by_cookie_for_every_cache_between(client: Client) -> None:
    assert "Cookie" in client.get("/").headers["Vary"]


def test_pages_allow_no_inline_script_and_no_foreign_source(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert "data:" not in policy


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_only_the_admin_gets_the_looser_policy(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert f"script-src {' '.join(settings.ADMIN_CSP['script-src'])}" in policy
    assert "default-src 'none'" in policy


def test_an_address_that_only_looks_like_the_admin_keeps_the_strict_policy(client: Client) -> None:
    assert "unsafe" not in client.get("/administrator/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/?q=a%00b", "/rooms/?%00=1", "/a%00b/", "/admin/accounts/user/?role=a%00b", "/?next=%00", "/?q=\0"]
)
def test_an_address_with_nul_is_a_bad_request(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert "<h1" in response.content.decode()


def test_a_percent_sign_before_two_noughts_is_text(client: Client) -> None:
    assert client.get("/?q=100%2500").status_code == 200
