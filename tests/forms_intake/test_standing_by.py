"""A robot that stands by for an app's group: it gets slips only while it stands in."""

from datetime import timedelta
from typing import Any

import pytest

from forms_intake.deliveries import fallback, outbox
from forms_intake.enums import DestinationKind, Flag, FormType
from forms_intake.models import Delivery, Destination, LarkApp
from school import clock
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db


@pytest.fixture
def robot(lark: Lark) -> Destination:
    return lark.destination(name="Robot")


def chat(robot: Destination, **fields: Any) -> Destination:
    config: dict[str, Any] = {"chat_id": "oc_office"}
    given: dict[str, Any] = {"name": "Nhóm", "app": factories.lark_app(), "fallback": robot} | fields
    return Destination.objects.create(kind=DestinationKind.MESSAGE, config=config, **given)


def told(*flags: Flag) -> list[str]:
    factories.submission(flags=flags)
    return sorted(Delivery.objects.values_list("destination__name", flat=True))


def test_a_slip_is_shown_once_where_a_robot_stands_by(robot: Destination) -> None:
    chat(robot)
    assert told() == ["Nhóm"]


def test_the_robot_stands_in_while_the_quota_is_used_up(robot: Destination) -> None:
    chat(robot)
    LarkApp.objects.update(parked_until=clock.now() + timedelta(days=3))
    assert told() == ["Robot"]


def test_a_robot_goes_on_with_slips_that_the_group_does_not_take(robot: Destination) -> None:
    chat(robot, form_types=[FormType.HOLD])
    assert told() == ["Robot"]


def test_a_robot_goes_on_when_its_group_is_switched_off(robot: Destination) -> None:
    chat(robot, is_active=False)
    assert told() == ["Robot"]


@pytest.mark.parametrize("is_active", [True, False])
def test_a_robot_is_kept_from_what_its_group_must_not_have(robot: Destination, is_active: bool) -> None:
    chat(robot, except_flags=[Flag.TEACHER_CHANGE], is_active=is_active)
    assert told(Flag.TEACHER_CHANGE) == []
    outbox.adopt_orphans()
    assert not Delivery.objects.exists()


def test_a_robot_that_stands_in_for_nobody_gets_every_slip(robot: Destination) -> None:
    chat(robot, except_flags=[Flag.TEACHER_CHANGE], fallback=None)
    assert told(Flag.TEACHER_CHANGE) == ["Robot"]


def test_nobody_twice_whatever_the_order(robot: Destination) -> None:
    group = chat(robot)
    LarkApp.objects.update(parked_until=clock.now() + timedelta(days=3))
    group.refresh_from_db()
    for rows in ([robot, group], [group, robot]):
        assert [row.pk for row in fallback.instead(rows)] == [robot.pk]
