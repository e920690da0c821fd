"""Without a database: a plain page that says when to come back, and nobody is signed out by it."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.school.failing_urls import SECRET

# A process of its own, because the pool of this one already holds good connections.
_VISIT = """
import django
django.setup()
from django.test import Client
visitor = Client(raise_request_exception=False, headers={"host": "localhost"})
print(visitor.get("/").status_code)
visitor.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyz012345"
answer = visitor.get("/accounts/login/")
print(answer.status_code, answer.headers["Retry-After"], visitor.cookies["sessionid"].value[:3])
"""


@pytest.mark.urls("tests.school.failing_urls")
@pytest.mark.parametrize("how", ["lost", "closed", "exhausted"])
def test_a_view_that_loses_the_database_is_answered_with_503(client: Client, how: str) -> None:
    response = client.get(f"/fail/{how}/")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Language"] == "vi"


@pytest.mark.django_db
@pytest.mark.urls("tests.school.failing_urls")
def test_a_statement_that_takes_too_long_is_answered_with_503_and_its_connection_goes_on(client: Client) -> None:
    response = client.get("/fail/hangs/")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.urls("tests.school.failing_urls")
def test_the_page_offers_nothing_that_would_need_the_database(client: Client) -> None:
    html = client.get("/fail/lost/").content.decode()

    assert "<form" not in html
    assert "csrf" not in html


@pytest.mark.urls("tests.school.failing_urls")
def test_it_is_logged_once_without_secrets(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/fail/lost/")

    (record,) = (record for record in caplog.records if record.name == "school.outage")
    assert "database_unavailable" in record.getMessage()
    assert SECRET not in caplog.text
    assert record.exc_info is None


def test_with_the_database_away_home_answers_and_a_session_survives() -> None:
    environment: dict[str, Any] = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-c", _VISIT]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)

    assert run.stdout.split() == ["200", "503", "30", "abc"]
    assert run.stderr.count("database_unavailable") == 1
