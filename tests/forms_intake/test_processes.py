"""The whole way with real processes: web, worker, beat, Redis and the emulator, each of which may fail."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from django.db import transaction

from forms_intake.deliveries import leases
from forms_intake.enums import LarkStatus, Outcome
from forms_intake.models import Delivery, DeliveryAttempt, Submission
from tests import factories
from tests.conftest import start_worker
from tests.lark import Lark
from tests.processes import Process, eventually, serving
from tests.redis_server import RedisServer
from tests.slips import Sender

pytestmark = pytest.mark.django_db(transaction=True)


def all_sent(count: int) -> bool:
    return Submission.objects.filter(lark_status=LarkStatus.SENT).count() == count


def test_a_worker_sends_a_slip_by_itself(worker: Process, lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    eventually(lambda: all_sent(1), what="delivery")
    assert lark.summary()["by_key"] == {sent.reference: 1}


def test_a_worker_killed_before_the_call_loses_nothing(worker: Process, lark: Lark) -> None:
    lark.destination()
    with transaction.atomic():
        sent = factories.submission()
        # A claim whose holder is gone, as a SIGKILL between claim and call leaves it.
        assert leases.claim(Delivery.objects.get().pk)
    eventually(lambda: all_sent(1), what="delivery after the lease")
    assert lark.summary()["by_key"] == {sent.reference: 1}
    assert list(DeliveryAttempt.objects.values_list("outcome", flat=True)) == [Outcome.CRASH, Outcome.OK]


def test_a_worker_killed_after_lark_accepted_sends_once_more_and_says_so(
    environment: dict[str, str], tmp_path: Path, lark: Lark
) -> None:
    lark.destination()
    first = start_worker(environment, tmp_path)
    lark.fault("timeout", delay_s=30, accept=True, count=1)
    sent = factories.submission()
    eventually(lark.messages, what="the first call")
    first.kill()
    second = start_worker(environment, tmp_path)
    try:
        eventually(lambda: all_sent(1), what="delivery after the lease")
    finally:
        second.stop()
    # A webhook knows no idempotency key, so the contract cannot prevent the second card (lark.md section 0).
    assert lark.summary()["by_key"] == {sent.reference: 2}
    assert DeliveryAttempt.objects.filter(is_ambiguous=True).count() == 1


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def site(environment: dict[str, str], redis_server: RedisServer, tmp_path: Path) -> Iterator[Sender]:
    """The site on a Redis of its own, which does not run yet."""
    own = environment | {"REDIS_URL": redis_server.url}
    with ExitStack() as stack:
        log = tmp_path / "web.log"
        served = serving("school.asgi:application", log=log, environment=own, ready="/health/live")
        url = stack.enter_context(served)
        yield Sender(stack.enter_context(httpx.Client(base_url=url, trust_env=False)))


@pytest.mark.parametrize("fault", ["stopped", "frozen"])
def test_redis_away_does_not_keep_a_sender_waiting(
    site: Sender, redis_server: RedisServer, lark: Lark, fault: str
) -> None:
    lark.destination()
    factories.branch(code="quan-7")
    redis_server.start()
    assert site.send(uuid.uuid4()).status_code == 303
    redis_server.stop() if fault == "stopped" else redis_server.freeze()
    answers = [site.send(uuid.uuid4()) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [303] * 5
    assert Submission.objects.count() == 6


def test_lark_gets_what_came_while_redis_was_away(
    site: Sender, redis_server: RedisServer, environment: dict[str, str], tmp_path: Path, lark: Lark
) -> None:
    lark.destination()
    factories.branch(code="quan-7")
    assert site.send(uuid.uuid4()).status_code == 303
    redis_server.start()
    worker = start_worker(environment | {"REDIS_URL": redis_server.url}, tmp_path)
    try:
        eventually(lambda: all_sent(1), what="delivery of what came before")
        redis_server.stop()
        assert site.send(uuid.uuid4()).status_code == 303
        redis_server.start()
        eventually(lambda: all_sent(2), what="delivery of what came meanwhile")
    finally:
        worker.stop()
    assert lark.summary()["duplicates"] == {}
