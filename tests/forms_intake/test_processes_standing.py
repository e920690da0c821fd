"""Real workers that stand still, lose their database or their broker in the midst of a call, or race each other."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import close_old_connections, connection, connections
from django.db.models.functions import Now

from forms_intake import tasks
from forms_intake.enums import DeliveryState, DestinationKind, LarkStatus, Outcome
from forms_intake.models import Delivery, DeliveryAttempt, Destination, LarkApp, Submission
from tests import factories
from tests.conftest import start_worker
from tests.forms_intake.lark import bases
from tests.lark import Lark
from tests.processes import Process, eventually
from tests.redis_server import RedisServer
from tests.smtp import SILENCE, mail_server

pytestmark = pytest.mark.django_db(transaction=True)
# Of a call, where a lease is not to be waited for.
PATIENT = {"LARK_TIMEOUT_S": "5"}


@contextmanager
def working(environment: dict[str, str], folder: Path, name: str = "w", **more: str) -> Iterator[Process]:
    own = folder / name
    own.mkdir()
    process = start_worker(environment | more, own)
    try:
        yield process
    finally:
        # Not stopped: a graceful end waits for what hangs.
        process.kill()


def chat() -> Destination:
    secret: dict[str, Any] = {"app_secret": "demo-app-secret"}
    app = LarkApp.objects.create(name="Phím Ngà", app_id="cli_demo", config=secret)
    config: dict[str, Any] = {"chat_id": "oc_office"}
    return Destination.objects.create(name="Nhóm", kind=DestinationKind.MESSAGE, app=app, config=config)


def all_sent(count: int) -> bool:
    return Submission.objects.filter(lark_status=LarkStatus.SENT).count() == count


def outcomes() -> list[str]:
    return list(DeliveryAttempt.objects.order_by("pk").values_list("outcome", flat=True))


def woken() -> object:
    """Not to wait for the next sweep, although the first worker may have taken a message before it stood still."""
    return tasks.pump.apply_async(retry=False)


@pytest.mark.parametrize(("make", "route"), [(chat, "send"), (bases.destination, "record_create")])
def test_a_worker_that_stood_still_beyond_its_lease_changes_nothing_and_nothing_arrives_twice(
    environment: dict[str, str], tmp_path: Path, lark: Lark, make: Any, route: str
) -> None:
    make()
    lark.fault("slow", route=route, delay_s=1.7, count=1)
    with working(environment, tmp_path, "first", LARK_TIMEOUT_S="2") as first:
        factories.submission()
        eventually(lambda: lark.app_messages() or lark.records(), what="the first call")
        os.killpg(first.child.pid, signal.SIGSTOP)
        # Not waited for.
        assert Delivery.objects.filter(state=DeliveryState.LEASED).update(lease_until=Now()) == 1
        with working(environment, tmp_path, "second"):
            eventually(lambda: woken() and all_sent(1), what="delivery by the second worker")
            os.killpg(first.child.pid, signal.SIGCONT)
            eventually(lambda: "delivery.lease_lost" in first.output(), what="the late answer")
    assert outcomes()[1:] == [Outcome.OK]
    assert len(lark.app_messages()) + len(lark.records()) == 1
    assert (Delivery.objects.get().attempts, all_sent(1)) == (2, True)


@contextmanager
def database_away() -> Iterator[None]:
    """For everybody, with all sessions ended, as a restart of PostgreSQL does it; other tests' databases stay."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as outside:
        outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        outside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    close_old_connections()
    # This process's own pool may still wait for its next try to connect.
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone


def test_an_answer_that_comes_while_the_database_is_away_is_written_when_it_is_back(
    environment: dict[str, str], tmp_path: Path, lark: Lark
) -> None:
    lark.destination()
    lark.fault("slow", delay_s=1, count=1)
    with working(environment, tmp_path, **PATIENT) as worker:
        sent = factories.submission()
        eventually(lark.messages, what="the call")
        with database_away():
            eventually(lambda: "delivery.database_away" in worker.output(), what="an answer that nobody can write")
        eventually(lambda: all_sent(1), what="the note that it was accepted")
    assert outcomes() == [Outcome.OK]
    assert lark.summary()["by_key"] == {sent.reference: 1}


def test_redis_flushed_in_the_midst_of_the_work_costs_neither_a_slip_nor_a_second_card(
    environment: dict[str, str], tmp_path: Path, lark: Lark
) -> None:
    lark.destination(token="open-bot")
    server = RedisServer(tmp_path)
    server.start()
    try:
        with working(environment, tmp_path, REDIS_URL=server.url):
            slips = {factories.submission().reference: 1 for _ in range(8)}
            eventually(lark.messages, what="the first card")
            server.stop()
            server.start()
            slips |= {factories.submission().reference: 1 for _ in range(4)}
            eventually(lambda: all_sent(12), what="all cards")
    finally:
        server.stop()
    assert lark.summary()["by_key"] == slips


def test_two_workers_share_the_work_and_nothing_is_tried_twice(
    environment: dict[str, str], tmp_path: Path, lark: Lark
) -> None:
    groups = [lark.destination(token=token, name=token) for token in ("open-bot", "demo-bot")]
    # A call that a busy machine takes longer over would be tried twice, and rightly.
    patient = {"LARK_TIMEOUT_S": "10"}
    with working(environment, tmp_path, "first", **patient), working(environment, tmp_path, "second", **patient):
        slips = {factories.submission().reference: len(groups) for _ in range(10)}
        eventually(lambda: all_sent(10), what="all cards")
    assert lark.summary()["by_key"] == slips
    assert outcomes() == [Outcome.OK] * 20


def test_destinations_and_a_mail_server_that_hang_keep_nobody_else_waiting(
    environment: dict[str, str], tmp_path: Path, lark: Lark
) -> None:
    with mail_server() as mailbox:
        hanging = [lark.hanging(f"treo-{number}") for number in range(4)]
        Destination.objects.create(name="Người gửi", kind=DestinationKind.EMAIL)
        mailbox.answers["CONNECT"] = SILENCE
        good = lark.destination(token="open-bot")
        own = {"LARK_TIMEOUT_S": "10", "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}"}
        with working(environment, tmp_path, **own):
            for _ in range(12):
                factories.submission(contact_email="me@school.test")
            arrived = good.deliveries.filter(delivered_at__isnull=False)
            eventually(lambda: arrived.count() == 12, seconds=8, what="what does not hang")
            under_way = Delivery.objects.filter(destination__in=hanging, state=DeliveryState.LEASED)
            assert under_way.count() >= len(hanging)
            mailbox.over.set()
            lark.mend()
