"""What happens when two do the same thing at the same moment, on the real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, transaction

from forms_intake import submissions
from forms_intake.deliveries import leases, summary
from forms_intake.enums import Flag, Source
from forms_intake.models import Delivery, Submission
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db(transaction=True)
Result = TypeVar("Result")


def at_once(function: Callable[[int], Result], times: int = 8) -> list[Result]:
    """Runs it in so many threads, each with a connection of its own."""

    start = Barrier(times)

    def one(number: int) -> Result:
        try:
            connection.ensure_connection()
            start.wait(10)
            return function(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_one_of_many_claims_wins(lark: Lark) -> None:
    lark.destination()
    factories.submission()
    pk = Delivery.objects.get().pk
    claims = at_once(lambda _: leases.claim(pk))
    assert sum(claim is not None for claim in claims) == 1
    assert Delivery.objects.get().attempts == 1


def test_refreshing_the_same_slips_in_any_order_does_not_deadlock(lark: Lark) -> None:
    lark.destination()
    ids = [factories.submission().pk for _ in range(6)]

    def refresh(number: int) -> None:
        with transaction.atomic():
            summary.refresh(ids if number % 2 else reversed(ids))

    assert at_once(refresh) == [None] * 8


def test_of_the_same_slip_sent_at_once_from_two_devices_one_is_the_first() -> None:
    def send(_: int) -> Submission:
        draft = factories.draft(contact_phone="+84912345678")
        return submissions.submit(draft, by=None, source=Source.WEB)

    sent = at_once(send, 4)
    firsts = [row for row in sent if Flag.DUPLICATE not in row.flags]
    assert len(firsts) == 1
    assert {row.duplicate_of_id for row in sent} == {None, firsts[0].pk}
