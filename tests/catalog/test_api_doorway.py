"""Who may come in: everybody, as nobody in particular, from configured sites, and not too often."""

from datetime import timedelta

import django.db
import pytest
from django.test import Client
from pytest_django import Settings

from catalog.api import doorway, limits, reading
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
LIST, ONE = "/api/v1/products/", "/api/v1/products/A/"
SITE = "https://phimnga.example"


@pytest.fixture
def site(settings: Settings) -> str:
    settings.API_CORS_ORIGINS = [SITE]
    return SITE


def test_a_signed_in_browser_is_nobody_here_and_gets_no_cookie(client: Client) -> None:
    client.force_login(factories.user())
    answer = client.get(LIST, headers={"cookie": "language=en", "accept-encoding": "gzip"})
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert "cookie" not in answer.headers.get("Vary", "").lower()


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", LIST), ("PUT", ONE), ("PATCH", ONE), ("DELETE", ONE), ("POST", "/api/v1/openapi.json"), ("BREW", LIST)],
)
def test_nothing_can_be_written(method: str, path: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path, "{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_options_says_what_there_is(client: Client) -> None:
    answer = client.options(LIST)
    assert (answer.status_code, answer.content, answer["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing/", 404),
        ("/api/v2/products/", 404),
        ("/api/v1/products/A/B/", 404),
        ("/api/v1/products/%00/", 400),
        (f"{LIST}?kind=%00", 400),
        (f"{LIST}?{'&'.join(f'a{number}=1' for number in range(301))}", 413),
    ],
)
def test_what_is_not_there_is_a_problem_and_no_page(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_a_host_that_is_not_ours_is_a_problem_too(client: Client) -> None:
    answer = client.get(LIST, headers={"host": "evil.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("sku", ["a", "%F0%9F%8E%B9", "A" * 3000, "%2e%2e", "'", "%25", "-1"])
def test_whatever_is_taken_for_an_sku_is_looked_up_or_not_found(client: Client, sku: str) -> None:
    assert client.get(f"{LIST}{sku}/").status_code == 404


def test_pages_for_people_are_what_they_were(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_lost_database_is_a_problem_with_the_time_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise django.db.OperationalError

    monkeypatch.setattr(reading, "state", lost)
    answer = client.get(LIST)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_configured_site_may_read_the_answer_and_its_tag(client: Client, site: str) -> None:
    answer = client.get(LIST, headers={"origin": site})
    assert answer["Access-Control-Allow-Origin"] == site
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Origin" in answer["Vary"]


def test_a_site_reads_problems_too(client: Client, site: str) -> None:
    assert client.get(f"{LIST}?x=1", headers={"origin": site})["Access-Control-Allow-Origin"] == site


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{SITE}.evil.example", "null", "", SITE.upper(), f"{SITE}:8443"]
)
def test_other_sites_may_not_and_caches_are_told_that_it_depends(client: Client, site: str, origin: str) -> None:
    answer = client.get(LIST, headers={"origin": origin})
    assert "Access-Control-Allow-Origin" not in answer
    assert (answer.status_code, answer["Vary"]) == (200, "Origin")


def test_without_configured_sites_nothing_depends_on_them(client: Client) -> None:
    answer = client.get(LIST, headers={"origin": SITE})
    assert ("Vary" in answer, "Access-Control-Allow-Origin" in answer) == (False, False)


def test_a_preflight_is_answered(client: Client, site: str) -> None:
    asked = {"origin": site, "access-control-request-method": "GET", "access-control-request-headers": "if-none-match"}
    answer = client.options(ONE, headers=asked)
    assert (answer.status_code, answer["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


def test_who_asks_too_often_waits_as_long_as_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    two, start = limits.Limiter(2), clock.now()
    monkeypatch.setattr(doorway, "limiter", lambda: two)
    monkeypatch.setattr(clock, "now", lambda: start)
    assert [client.get(LIST).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(LIST)
    assert (refused["Retry-After"], refused["Content-Type"]) == ("30", "application/problem+json")
    assert client.get(LIST, REMOTE_ADDR="10.0.0.9").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=30))
    assert client.get(LIST).status_code == 200


def test_the_process_has_one_limiter_with_the_configured_limit(settings: Settings) -> None:
    assert doorway.limiter() is doorway.limiter()
    assert doorway.limiter()._step_s == pytest.approx(60 / settings.API_LIMIT_PER_MINUTE)
