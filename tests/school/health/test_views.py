"""/health/live, /health/ready and /metrics."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from school import clock
from school.health import checks
from school.health.checks import Result
from school.models import Heartbeat, beat

STORES = {name: checks._checks[name] for name in ("database", "redis", "worker")}


@pytest.fixture(autouse=True)
def _only_our_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_checks", dict(STORES))


def ready(client: Client) -> tuple[int, dict[str, dict[str, object]]]:
    """The status and what is said about each check."""
    response = client.get("/health/ready")
    body = response.json()
    assert body["ok"] is (response.status_code == 200)
    return response.status_code, body["checks"]


def test_live_answers_without_any_store(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_ready_when_everything_answers(client: Client) -> None:
    beat("worker")
    status, said = ready(client)
    assert status == 200
    assert 0 <= said["worker"].pop("age") < 35  # type: ignore[operator]  # a number in JSON
    assert said == {"database": {"ok": True}, "redis": {"ok": True}, "worker": {"ok": True}}


@pytest.mark.django_db(transaction=True)
def test_not_ready_before_the_worker_was_ever_heard_of(client: Client) -> None:
    status, said = ready(client)
    assert (status, said["worker"]) == (503, {"ok": False})


@pytest.mark.django_db(transaction=True)
def test_not_ready_when_the_worker_was_silent_for_35_seconds(client: Client) -> None:
    Heartbeat.objects.create(name="worker", seen_at=clock.now() - timedelta(seconds=36))
    status, said = ready(client)
    assert status == 503
    assert said["worker"]["ok"] is False
    assert round(float(str(said["worker"]["age"]))) == 36


@pytest.mark.django_db(transaction=True)
def test_an_app_adds_a_check_of_its_own(client: Client) -> None:
    beat("worker")
    checks.register("oldest_due", lambda: Result(ok=False, age=61.25))
    status, said = ready(client)
    assert (status, said["oldest_due"]) == (503, {"ok": False, "age": 61.2})


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_nothing_can_be_posted(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1"])
def test_metrics_are_shown_to_this_machine(client: Client, address: str) -> None:
    response = client.get("/metrics", REMOTE_ADDR=address)
    assert response.status_code == 200
    assert b"python_info" in response.content


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.1", "", "unix:"])
def test_metrics_are_refused_to_everybody_else(client: Client, address: str) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_a_proxy_on_this_machine_is_not_this_machine(client: Client, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("s3cret", "Bearer s3cret", 200),
        ("s3cret", "Bearer s3cre", 403),
        ("s3cret", "s3cret", 403),
        ("s3cret", "Bearer é", 403),
        ("", "Bearer ", 403),
    ],
)
def test_metrics_are_shown_to_the_bearer(
    client: Client, settings: Settings, token: str, sent: str, status: int
) -> None:
    settings.METRICS_TOKEN = token
    response = client.get("/metrics", headers={"Authorization": sent}, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == status


def test_with_every_store_away_ready_answers_503_and_tells_no_address() -> None:
    script = """
import django; django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"})
print(client.get("/health/live").status_code)
response = client.get("/health/ready")
print(response.status_code)
print(response.content.decode())
"""
    away = {"DATABASE_URL": "postgresql://nobody:geheim@127.0.0.1:1/none", "REDIS_URL": "redis://:geheim@127.0.0.1:1/0"}
    run = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | away, capture_output=True, text=True, timeout=60, check=True
    )
    live, status, body = run.stdout.splitlines()
    assert (live, status) == ("200", "503")
    assert {name: said["ok"] for name, said in json.loads(body)["checks"].items() if name in STORES} == {
        "database": False,
        "redis": False,
        "worker": False,
    }
    assert "geheim" not in run.stdout + run.stderr
