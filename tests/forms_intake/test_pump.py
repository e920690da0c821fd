"""The pump's shares of threads and of time, and its place among other processes."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from forms_intake.deliveries import engine, queue, slots
from forms_intake.enums import DeliveryState
from forms_intake.models import CallLimit, Delivery, DeliveryAttempt
from tests import factories
from tests.lark import Lark
from tests.processes import eventually

pytestmark = pytest.mark.django_db


def test_of_destinations_that_hang_each_leaves_the_next_some_threads(lark: Lark, settings: Settings) -> None:
    settings.LARK_LIMITS = "none"
    for number in range(4):
        lark.hanging(f"treo-{number}")
    good = lark.destination(token="open-bot", name="Z")
    lark.switch(limits=False)
    for _ in range(12):
        factories.submission()
    engine.pump(0.9)
    tried = Counter(DeliveryAttempt.objects.values_list("delivery__destination__name", flat=True))
    assert tuple(tried[f"treo-{number}"] for number in range(4)) == (12, 6, 3, 2)
    assert good.deliveries.filter(state=DeliveryState.DELIVERED).exists()


def test_what_comes_after_the_pump_s_time_while_a_call_hangs_is_sent_all_the_same(lark: Lark) -> None:
    lark.hanging("treo")
    good = lark.destination(token="open-bot", name="Z")
    factories.submission()
    good.deliveries.update(next_attempt_at=timezone.now() + timedelta(seconds=0.6))
    assert engine.pump(0.2) == 2
    assert good.deliveries.get().state == DeliveryState.DELIVERED


def test_a_destination_that_hangs_does_not_keep_the_pump_beyond_its_calls(lark: Lark) -> None:
    """Its own next slips are the next pump's."""
    group = lark.hanging("treo")
    factories.submission()
    engine.pump(0.1)
    late = factories.submission()
    engine.pump(0)
    assert not DeliveryAttempt.objects.filter(delivery__submission=late).exists()
    assert group.deliveries.filter(state=DeliveryState.WAITING).count() == 1


def test_what_stands_in_the_queue_is_asked_with_one_query_however_many_destinations(
    lark: Lark, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        lark.destination(name=f"Nhóm {number}")
        factories.submission()
        with django_assert_num_queries(1):
            assert len(queue.heads()) == number + 1


@pytest.mark.django_db(transaction=True)
def test_the_place_of_a_pump_that_stands_still_is_free_when_its_leases_are(settings: Settings) -> None:
    settings.LARK_TIMEOUT_S = 0.2
    other = connection.copy()
    with other.cursor() as cursor:
        # A worker that an earlier test killed: PostgreSQL may still be about to notice.
        eventually(lambda: has_place(cursor), seconds=30, what="the place that a killed worker had")
        cursor.execute("SELECT pg_advisory_unlock(7404001, 0)")
    with slots.slot() as is_mine, other.cursor() as cursor:
        assert is_mine
        eventually(lambda: has_place(cursor), seconds=10, what="a free place")
    other.close()
    # Whoever goes on after that has a session of its own again.
    assert queue.heads() == {}


def test_who_leaves_the_place_may_be_silent_for_as_long_as_before() -> None:
    before = allowed_silence()
    with slots.slot() as is_mine:
        assert (is_mine, *allowed_silence()) == (True, "15s", "15s")
    assert allowed_silence() == before


def has_place(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(7404001, 0)")
    return bool(cursor.fetchone()[0])


def allowed_silence() -> tuple[str, ...]:
    """Between two transactions, and within one."""
    with connection.cursor() as cursor:
        return tuple(str(cursor.execute(f"SHOW {name}").fetchone()[0]) for name in slots.TIMEOUTS)


def test_what_breaks_the_engine_at_one_destination_leaves_the_others_theirs(lark: Lark) -> None:
    broken, good = lark.destination(name="A"), lark.destination(token="open-bot", name="B")
    factories.submission()
    CallLimit.objects.create(key=broken.limit_keys[0], free_at=[["nonsense"] * 5, ["nonsense"] * 100])
    assert engine.pump(0.5) == 1
    assert good.deliveries.get().state == DeliveryState.DELIVERED
    assert broken.deliveries.get().state == DeliveryState.PENDING


def test_what_flew_when_the_pump_itself_broke_is_recorded(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    lark.destination()
    lark.fault("slow", delay_s=0.4, count=1)
    factories.submission()
    looks = iter([queue.heads()])
    monkeypatch.setattr(queue, "heads", lambda _=0: next(looks))
    with pytest.raises(StopIteration):
        engine.pump(1)
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
