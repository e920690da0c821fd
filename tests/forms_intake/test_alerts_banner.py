"""The banner of alerts: what the office reads, who reads it, and what is counted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import profiles
from accounts.enums import Role
from accounts.models import User
from forms_intake import alert_causes, alerts
from forms_intake.enums import AlertKind, DeliveryState, Purpose
from forms_intake.models import Alert, Delivery
from school import clock
from tests import factories, lark_calls
from tests.forms_intake.test_alerts import group, held, silent_worker

pytestmark = pytest.mark.django_db
BANNER = "/lark/alerts/"


def page(client: Client, person: User, address: str = BANNER, language: str = "en") -> str:
    client.force_login(person)
    profiles.change(person, by=person, language=language)
    return client.get(address).content.decode()


def test_the_banner_says_what_is_wrong_how_many_wait_and_leads_there(client: Client) -> None:
    destination = held()
    factories.submission()
    alerts.watch()
    shown = page(client, factories.user(Role.ADMIN), "/admin/")
    assert "Slips are not sent to “Giáo vụ”." in shown
    assert "1 slip waits" in shown
    assert f"/admin/forms_intake/destination/{destination.pk}/change/" in shown


def test_whoever_cannot_mend_it_is_told_whom_to_tell(client: Client) -> None:
    held()
    alerts.watch()
    shown = page(client, factories.user(Role.STAFF), "/admin/")
    assert "Tell an administrator." in shown
    assert "/destination/" not in shown


def test_a_mended_fault_leaves_the_banner_empty(client: Client) -> None:
    assert page(client, factories.user(Role.STAFF)).strip() == ""


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_the_banner_is_for_the_office_alone(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.get(BANNER).status_code == 403


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_kind_can_be_shown(client: Client, kind: AlertKind, language: str) -> None:
    app, destination = factories.lark_app(), group("Nhóm <b>")
    of_app, of_nobody = kind == AlertKind.QUOTA, kind == AlertKind.NOWHERE
    alerts.open(kind, destination=None if of_app or of_nobody else destination, app=app if of_app else None)
    shown = page(client, factories.user(Role.ADMIN), language=language)
    named = "Phím Ngà" if of_app else "Lark" if of_nobody else "Nhóm &lt;b&gt;"
    assert named in shown


def test_a_long_queue_is_counted_only_so_far(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms_intake.alert_words.MOST_COUNTED", 2)
    held()
    for _slip in range(3):
        factories.submission()
    alerts.watch()
    assert "More than 2 slips wait" in page(client, factories.user(Role.ADMIN))


def test_the_silent_worker_is_told_of_without_a_place_to_mend_it(client: Client) -> None:
    silent_worker()
    alerts.watch()
    shown = page(client, factories.user(Role.ADMIN))
    assert "Slips are not sent at all." in shown
    assert "<a " not in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_banner_asks_a_bounded_number_of_questions(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        held(name=f"Nhóm {number}")
    alerts.watch()
    person = factories.user(Role.ADMIN)
    page(client, person)
    # One count for each alert beside what every page asks.
    with django_assert_max_num_queries(12 + count):
        client.get(BANNER)


def test_what_arrived_since_is_counted_where_the_alert_was() -> None:
    app = lark_calls.app()
    card = lark_calls.shown(app)
    other = group("Khác")
    here = alerts.open(AlertKind.HELD, destination=card.destination)
    for alert, expected in [
        (here, 1),
        (alerts.open(AlertKind.QUOTA, app=app), 1),
        (alerts.open(AlertKind.OVERDUE), 1),
        (alerts.open(AlertKind.HELD, destination=other), 0),
    ]:
        Alert.objects.filter(pk=alert.pk).update(opened_at=clock.now() - timedelta(hours=1))
        alert.refresh_from_db()
        assert alert_causes.arrived_since(alert) == expected


def test_a_change_of_status_that_arrived_is_no_slip_more() -> None:
    card = lark_calls.shown(lark_calls.app())
    alert = alerts.open(AlertKind.HELD, destination=card.destination)
    Alert.objects.update(opened_at=clock.now() - timedelta(hours=1))
    alert.refresh_from_db()
    told = {"state": DeliveryState.DELIVERED, "delivered_at": clock.now(), "next_attempt_at": None}
    card.submission.deliveries.create(destination=card.destination, purpose=Purpose.UPDATE, **told)
    assert alert_causes.arrived_since(alert) == 1


def test_a_slip_that_waits_in_two_places_is_one_slip(client: Client) -> None:
    group(), group("Quản lý")
    factories.submission()
    alerts.open(AlertKind.OVERDUE)
    assert "1 slip waits" in page(client, factories.user(Role.ADMIN))


def test_what_waits_at_a_base_is_not_held_by_its_changed_columns(client: Client) -> None:
    destination = group()
    factories.submission()
    alerts.open(AlertKind.DRIFT, destination=destination)
    assert "waits" not in page(client, factories.user(Role.ADMIN))


@pytest.mark.parametrize(("most", "words"), [(2, "2 deliveries were given up"), (1, "More than 1 deliveries were")])
def test_what_was_given_up_waits_for_nobody_but_a_person(
    client: Client, monkeypatch: pytest.MonkeyPatch, most: int, words: str
) -> None:
    monkeypatch.setattr("forms_intake.alert_words.MOST_COUNTED", most)
    destination = group()
    for _slip in range(2):
        factories.submission()
    Delivery.objects.update(state=DeliveryState.DEAD, next_attempt_at=None)
    factories.submission()
    alerts.open(AlertKind.GIVEN_UP, destination=destination)
    shown = page(client, factories.user(Role.ADMIN))
    assert words in shown
    assert "wait" not in shown


def test_an_alert_does_not_take_the_site_away() -> None:
    alerts.open(AlertKind.HELD, destination=group())
    assert alerts.health().ok
