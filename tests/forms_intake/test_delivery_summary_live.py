"""Whom the summary of a slip's deliveries tells that something has changed."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from forms_intake.deliveries import summary
from forms_intake.enums import DeliveryState
from forms_intake.inbox import rows
from forms_intake.models import Delivery, Submission
from school import aftercommit
from tests import factories
from tests.forms_intake.delivery_rows import destination

pytestmark = pytest.mark.django_db(transaction=True)
Told = Callable[[], set[str]]


@pytest.fixture
def slip() -> Submission:
    destination(), destination()
    slip = factories.submission()
    slip.deliveries.update(next_attempt_at=timezone.now() - timedelta(hours=1))
    refreshed(slip)
    return slip


@pytest.fixture
def told(slip: Submission, monkeypatch: pytest.MonkeyPatch) -> Told:
    """The topics that are announced by a refresh of the slip."""

    def topics() -> set[str]:
        found: set[str] = set()
        with monkeypatch.context() as patch:
            patch.setattr(aftercommit, "soon", lambda _name, _function, *args: found.update(map(str, args)))
            refreshed(slip)
        return found

    return topics


def refreshed(slip: Submission) -> None:
    with transaction.atomic():
        summary.refresh([slip.pk])


def test_lists_are_left_alone_while_nothing_that_they_show_has_changed(slip: Submission, told: Told) -> None:
    Delivery.objects.filter(pk=slip.deliveries.all()[0].pk).update(
        attempts=1, state=DeliveryState.DELIVERED, delivered_at=timezone.now(), next_attempt_at=None
    )
    assert told() == {"deliveries", f"submission:{slip.pk}"}


def test_lists_are_told_of_another_status(slip: Submission, told: Told) -> None:
    slip.deliveries.update(state=DeliveryState.DELIVERED, delivered_at=timezone.now(), next_attempt_at=None)
    assert "submissions" in told()


def test_lists_are_told_when_the_next_try_is_put_off(slip: Submission, told: Told) -> None:
    slip.deliveries.update(state=DeliveryState.WAITING, next_attempt_at=timezone.now() + timedelta(minutes=5))
    assert "submissions" in told()


def test_a_call_that_is_under_way_is_no_put_off_try(slip: Submission, told: Told) -> None:
    until = timezone.now() + timedelta(minutes=1)
    slip.deliveries.update(
        state=DeliveryState.LEASED, lease_token=uuid.uuid4(), lease_until=until, next_attempt_at=until
    )
    assert "submissions" not in told()
    assert rows._next_tries([slip]) == {}
