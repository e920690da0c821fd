"""What is short is done first, and one child alone keeps neither slips nor sweeps waiting."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from forms_intake import tasks
from forms_intake.enums import DeliveryState
from forms_intake.models import Destination
from school.celery import app
from school.models import silence
from tests import factories
from tests.conftest import start_worker
from tests.lark import Lark
from tests.processes import eventually

SENT = 12


def test_of_messages_that_wait_the_short_work_is_handed_out_first() -> None:
    messages: list[tuple[Any, tuple[int, ...]]] = [(tasks.pump, ()), (tasks.deliver, (404,)), (tasks.sweep, ())]
    published = [task.apply_async(args, queue="ranks", retry=False, expires=60).id for task, args in messages]
    with app.connection_for_read() as connection, connection.SimpleQueue("ranks") as waiting:
        given = [waiting.get(timeout=5) for _ in published]
        for message in given:
            message.ack()
    assert [message.headers["id"] for message in given] == published[::-1]


@pytest.mark.django_db(transaction=True)
def test_one_child_alone_sends_and_sweeps_while_a_robot_hangs_and_wake_ups_pile_up(
    environment: dict[str, str], tmp_path: Path, lark: Lark
) -> None:
    lark.hanging("treo")
    good = lark.destination(token="open-bot")
    for _ in range(SENT):
        factories.submission()
        tasks.pump.apply_async(retry=False)
    worker = start_worker(environment | {"LARK_TIMEOUT_S": "5"}, tmp_path, children=1)
    try:
        sent = good.deliveries.filter(state=DeliveryState.DELIVERED)
        eventually(lambda: sent.count() == SENT, seconds=15, what="what does not hang")
        # What only a sweep, and what it starts, finds to be over.
        Destination.objects.update(unsettled_since=timezone.now() - timedelta(seconds=61))
        unsettled = Destination.objects.filter(unsettled_since__isnull=False)
        eventually(lambda: not unsettled.exists(), seconds=25, what="a sweep while it hangs")
        quiet = silence("worker")
    finally:
        worker.stop()
    assert quiet
    assert quiet.total_seconds() < 20
