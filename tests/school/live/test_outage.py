"""Live lists while Redis is away or hangs."""

import signal

import psutil
import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from structlog.testing import capture_logs

from school import aftercommit, live
from school.live import consumer
from school.live.frames import Close
from tests.school.live.conftest import OpenPage
from tests.sockets import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "PULSE_SECONDS", 0.05)
    monkeypatch.setattr(consumer, "STEP_SECONDS", 0.5)


async def test_a_frozen_redis_closes_the_socket(open_page: OpenPage, own_redis: psutil.Process) -> None:
    page = open_page()
    assert await page.connect() is None
    own_redis.suspend()
    assert await page.closed() == Close.TRY_LATER


async def test_a_stopped_redis_closes_the_socket(open_page: OpenPage, own_redis: psutil.Process) -> None:
    page = open_page()
    assert await page.connect() is None
    _kill(own_redis)
    assert await page.closed() == Close.TRY_LATER


async def test_nobody_is_let_in_while_redis_is_frozen(open_page: OpenPage, own_redis: psutil.Process) -> None:
    own_redis.suspend()
    with capture_logs() as logs:
        assert await open_page().connect() == Close.TRY_LATER
    assert logs == [{"event": "live.unavailable", "error": "TimeoutError", "log_level": "warning"}]


async def test_nobody_is_let_in_while_redis_is_stopped(open_page: OpenPage, own_redis: psutil.Process) -> None:
    _kill(own_redis)
    assert await open_page().connect() == Close.TRY_LATER


async def test_a_page_comes_back_once_redis_does(open_page: OpenPage, own_redis: psutil.Process) -> None:
    own_redis.suspend()
    assert await open_page().connect() == Close.TRY_LATER
    own_redis.resume()
    page = open_page()
    assert await page.connect() is None
    await page.subscribe("apples")
    assert await page.hears() == ("subscribed", "apples")
    await sync_to_async(live.changed)("apples")
    assert await page.hears() == ("changed", "apples")


def test_a_change_is_committed_and_the_loss_logged_while_redis_is_frozen(own_redis: psutil.Process) -> None:
    own_redis.suspend()
    with capture_logs() as logs:
        with transaction.atomic():
            live.changed("apples")
        assert aftercommit.drain(PATIENCE)
    assert [(entry["event"], entry["error"]) for entry in logs] == [("aftercommit.failed", "TimeoutError")]


def _kill(process: psutil.Process) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
