"""Limits as all processes see them: shared by destinations with the same robot, chat or Base."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from forms_intake.deliveries import calls, engine, keys, leases, limits
from forms_intake.deliveries.limits import Answered
from forms_intake.enums import DestinationKind
from forms_intake.models import CallLimit, Delivery, Destination
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db
chats: Any = import_module("forms_intake.migrations.0010_chats_of_all_apps")
CHAT = ["app:cli_demo", "chat:0123"]


def reserved(names: list[str], most: int, now: float = 1000.0) -> limits.Reserved:
    return limits.reserve(names, most, now=now, until=now + 0.25, held_until=now + 60)


def test_all_limits_of_a_destination_must_admit_a_call() -> None:
    found = reserved(CHAT, 9)
    assert len(found.slots) == 5
    assert {key for key, _place in found.slots[0].places} == set(CHAT)
    assert found.opens_at == 1061.0


def test_an_answer_frees_its_places_a_window_after_it() -> None:
    slots = reserved(CHAT, 5).slots
    limits.give_back([Answered(slots[0], 1000.2)])
    later = reserved(CHAT, 5, now=1001.0)
    assert [round(slot.start, 3) for slot in later.slots] == [1001.205]


def test_keys_tell_robots_chats_and_bases_apart_and_hide_them() -> None:
    hook = keys.of(DestinationKind.WEBHOOK, {"url": "https://x/secret"}, "")
    assert hook == keys.of(DestinationKind.WEBHOOK, {"url": "https://x/secret", "secret": "s"}, "")
    assert "secret" not in hook[0]
    assert keys.of(DestinationKind.BASE, {"app_token": "a"}, "cli")[0] == "app:cli"
    assert keys.of(DestinationKind.EMAIL, {}, "") == ["mail"]


def test_two_apps_that_write_into_one_chat_share_its_limit() -> None:
    of_two = [set(keys.of(DestinationKind.MESSAGE, {"chat_id": "oc_1"}, app)) for app in ("cli_1", "cli_2")]
    assert len(set.intersection(*of_two)) == 1
    assert not set(keys.of(DestinationKind.MESSAGE, {"chat_id": "oc_2"}, "cli_3")) & of_two[0]


def test_keys_that_name_the_app_of_a_chat_are_mended() -> None:
    group = Destination.objects.create(
        name="A", kind=DestinationKind.MESSAGE, app=factories.lark_app(), config={"chat_id": "oc_1"}
    )
    now = app, chat = group.limit_keys
    Destination.objects.update(limit_keys=[app, chat.replace("chat:", "chat:cli_demo:")])
    chats._without_app(apps, None)
    assert Destination.objects.get().limit_keys == list(now)


def test_two_destinations_with_the_same_robot_share_its_limit(lark: Lark) -> None:
    lark.destination(name="A")
    lark.destination(name="B")
    for _ in range(4):
        factories.submission()
    claims = [claim for row in Destination.objects.all() for claim in leases.claim_some(row.pk, 12).claims]
    assert len(claims) == 5


def test_a_destination_whose_access_nobody_could_read_keeps_to_the_limits_and_names_them_once_it_can(
    lark: Lark,
) -> None:
    named = [lark.destination(name=name).limit_keys for name in "AB"]
    Destination.objects.update(limit_keys=[])
    for _ in range(4):
        factories.submission()
    found = [leases.claim_some(row.pk, 12).claims for row in Destination.objects.all()]
    assert [len(claims) for claims in found] == [4, 1]
    for claims in found:
        calls.prepare(claims)
    assert [row.limit_keys for row in Destination.objects.all()] == named


def test_a_destination_names_its_limits_whenever_its_access_changes(lark: Lark) -> None:
    group = lark.destination()
    before = group.limit_keys
    group.config = {"url": lark.robot_url("open-bot")}
    group.save(update_fields=["config"])
    group.refresh_from_db()
    assert group.limit_keys != before
    seen = Destination.objects.without_access().get()
    seen.name = "Khác"
    seen.save(update_fields=["name"])
    assert Destination.objects.get().limit_keys == group.limit_keys


def test_for_benchmarks_the_limits_can_be_lifted(settings: Settings) -> None:
    settings.LARK_LIMITS = "none"
    assert len(reserved(CHAT, 50).slots) == 50
    assert not CallLimit.objects.exists()


def test_a_burst_to_one_robot_meets_no_limit_of_lark(lark: Lark) -> None:
    lark.destination()
    for _ in range(12):
        factories.submission()
    assert engine.pump(10, patience=2) == 12
    assert {request["code"] for request in lark.requests()} == {0}


def test_a_claim_of_many_costs_as_many_queries_as_one_of_few(lark: Lark) -> None:
    group = lark.destination()
    for _ in range(4):
        factories.submission()
    costs = []
    for most in (1, 3):
        Delivery.objects.filter(state="leased").update(
            state="dead", next_attempt_at=None, lease_token=None, lease_until=None
        )
        with_log = connection.force_debug_cursor, len(connection.queries_log)
        connection.force_debug_cursor = True
        assert len(leases.claim_some(group.pk, most).claims) == most
        costs.append(len(connection.queries_log) - with_log[1])
        connection.force_debug_cursor = with_log[0]
    assert costs[1] <= costs[0]


def test_a_lease_ends_after_the_places_that_its_call_may_use(lark: Lark) -> None:
    group = lark.destination()
    factories.submission()
    claim = leases.claim_some(group.pk, 1).claims[0]
    assert claim.delivery.lease_until is not None
    assert claim.delivery.lease_until - timezone.now() > timedelta(seconds=5)
    held = {place.held_until for _key, place in claim.slot.places}
    assert min(held) > claim.delivery.lease_until.timestamp()
