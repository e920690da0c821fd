"""The engine goes by the database's clock, so that a process whose clock is wrong does no harm."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from forms_intake.deliveries import calls, engine, leases, moments, outcomes
from forms_intake.enums import DeliveryState, LarkStatus
from forms_intake.models import Delivery
from tests import factories
from tests.lark import Lark
from tests.processes import eventually

pytestmark = pytest.mark.django_db
_now = timezone.now


@pytest.fixture(params=[-2, 2])
def wrong_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """A process that is two hours off."""
    skew = timedelta(hours=request.param)
    monkeypatch.setattr(timezone, "now", lambda: _now() + skew)
    return skew


def test_its_moments_are_those_of_the_database(wrong_clock: timedelta) -> None:
    assert abs(moments.now() - _now()) < timedelta(seconds=1)


def test_it_steals_no_living_lease(lark: Lark, wrong_clock: timedelta) -> None:
    lark.destination()
    factories.submission()
    pk = Delivery.objects.get().pk
    assert leases.claim(pk)
    assert leases.claim(pk) is None
    assert not engine.deliver(pk)


def test_a_slip_that_it_accepts_is_sent_at_once(lark: Lark, wrong_clock: timedelta) -> None:
    lark.destination()
    factories.submission()
    assert engine.pump(1) == 1


def test_it_sends_nothing_before_its_time(lark: Lark, wrong_clock: timedelta) -> None:
    lark.destination()
    factories.submission()
    Delivery.objects.update(next_attempt_at=_now() + timedelta(hours=1))
    assert engine.pump(0.5) == 0


def test_a_sender_that_was_stopped_too_long_does_not_call_any_more(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    lark.destination()
    factories.submission()
    claim = leases.claim(Delivery.objects.get().pk)
    assert claim
    ready = calls.prepare([claim])[0]
    monkeypatch.setattr("forms_intake.deliveries.calls.time.monotonic", lambda: claim.not_after + 1)
    done = calls.send(ready)
    assert (done.answer.message, lark.requests()) == ("not sent: too late", [])


def test_what_was_not_sent_spends_no_try_and_goes_on_at_once(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    claim = leases.claim(Delivery.objects.get().pk)
    assert claim
    outcomes.record_patiently([calls.Done(claim, calls.TOO_LATE, 0, 0.0)])
    row = Delivery.objects.get()
    assert (row.state, row.spent, row.attempts) == (DeliveryState.PENDING, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_session_that_has_ended_is_told_as_django_tells_it(lark: Lark) -> None:
    moments._readings.clear()
    connection.ensure_connection()
    end_session(connection.connection.info.backend_pid)
    with pytest.raises(OperationalError):
        moments.now()
    connection.close()
    assert abs(moments.now() - _now()) < timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_a_pump_that_loses_its_session_writes_what_it_has_heard(lark: Lark) -> None:
    lark.destination()
    sent = factories.submission()
    lark.fault("slow", delay_s=0.5, count=1)
    pid = connection.connection.info.backend_pid

    def end_it() -> None:
        eventually(lark.messages, what="the call")
        end_session(pid)

    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(end_it)
        with pytest.raises(OperationalError):
            engine.pump(3)
        ended.result()
    sent.refresh_from_db()
    assert (sent.lark_status, Delivery.objects.get().attempts) == (LarkStatus.SENT, 1)


def end_session(pid: int) -> None:
    """As PostgreSQL ends all of them when it is restarted."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as outside:
        outside.execute("SELECT pg_terminate_backend(%s)", [pid])
        eventually(
            lambda: not outside.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone(),
            what="the end of the session",
        )
