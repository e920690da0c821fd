"""Whose turn it is when many destinations have much to do and Lark is slow."""

import pytest
from pytest_django import Settings

from forms_intake.deliveries import engine
from forms_intake.models import Delivery, DeliveryAttempt
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def test_while_lark_is_slow_the_last_destination_has_its_turn_with_the_others(lark: Lark, settings: Settings) -> None:
    settings.LARK_LIMITS = "none"
    lark.switch(limits=False)
    for number in range(8):
        lark.hanging(f"cham-{number}")
    lark.mend()
    lark.fault("slow", delay_s=0.3, probability=1)
    for _ in range(14):
        factories.submission()
    last = Delivery.objects.filter(destination__name="cham-7").order_by("pk")
    last.exclude(pk=last[0].pk).delete()
    engine.pump(1.5)
    order = list(DeliveryAttempt.objects.order_by("pk").values_list("delivery__destination__name", flat=True))
    assert order.index("cham-7") < 60
