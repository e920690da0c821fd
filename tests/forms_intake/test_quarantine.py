"""What looks like spam goes nowhere until a person says that it is none."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from forms_intake import health, quarantine, work
from forms_intake.deliveries import outbox, summary
from forms_intake.enums import DeliveryState, DestinationKind, Flag, LarkStatus, Purpose
from forms_intake.hints import Hint
from forms_intake.models import Delivery, Destination, Submission
from school import archive, clock
from tests import factories
from tests.forms_intake import delivery_rows
from tests.forms_intake.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db: None) -> list[Destination]:
    """A group, and copies for senders."""
    return [delivery_rows.destination(), delivery_rows.destination(kind=DestinationKind.EMAIL, config={})]


@pytest.fixture
def ha(db: None) -> User:
    return factories.user(Role.STAFF)


def held_back() -> Submission:
    flags = (Flag.DUPLICATE, Flag.POSSIBLE_SPAM)
    return factories.submission(flags=flags, contact_email="huong@example.com")


def test_possible_spam_is_kept_told_and_sent_to_nobody(places: list[Destination]) -> None:
    slip = held_back()
    assert (slip.lark_status, slip.lark_error) == (LarkStatus.FAILED, Hint.POSSIBLE_SPAM)
    assert not slip.deliveries.exists()


def test_no_sweep_and_no_new_destination_lets_it_go(places: list[Destination]) -> None:
    slip = held_back()
    delivery_rows.destination()
    assert outbox.adopt_orphans() == 0
    summary.refresh([slip.pk])
    slip.refresh_from_db()
    assert (slip.lark_error, slip.deliveries.count()) == (Hint.POSSIBLE_SPAM, 0)


def test_a_slip_that_found_no_destination_is_not_adopted_as_spam() -> None:
    slip = held_back()
    Submission.objects.filter(pk=slip.pk).update(lark_error=Hint.NO_DESTINATION)
    delivery_rows.destination()
    outbox.adopt_orphans()
    assert not Delivery.objects.exists()


def test_not_spam_sends_it_wherever_it_belongs(places: list[Destination], ha: User) -> None:
    slip = quarantine.release(held_back(), by=ha)
    slip.refresh_from_db()
    assert (slip.flags, slip.lark_status, slip.lark_error) == ([Flag.DUPLICATE], LarkStatus.PENDING, "")
    assert {row.destination for row in slip.deliveries.all()} == set(places)


def test_saying_so_twice_is_saying_so_once(places: list[Destination], ha: User) -> None:
    slip = held_back()
    first, second = quarantine.release(slip, by=ha), quarantine.release(slip, by=ha)
    assert (first.revision, second.revision, slip.deliveries.count()) == (1, 1, 2)


def test_without_a_destination_it_waits_for_one_like_any_other(ha: User) -> None:
    assert quarantine.release(held_back(), by=ha).lark_error == Hint.NO_DESTINATION


def test_who_has_it_already_is_told_that_the_flag_is_gone(places: list[Destination], ha: User) -> None:
    slip = factories.submission()
    slip.deliveries.update(state=DeliveryState.DELIVERED, delivered_at=clock.now(), next_attempt_at=None)
    Submission.objects.filter(pk=slip.pk).update(flags=[Flag.POSSIBLE_SPAM])
    quarantine.release(slip, by=ha)
    assert [row.purpose for row in slip.deliveries.order_by("pk")] == [Purpose.CREATE, Purpose.UPDATE]


def test_who_said_so_stands_in_the_history(places: list[Destination], ha: User) -> None:
    slip = quarantine.release(held_back(), by=ha)
    events = apps.get_model("forms_intake", "SubmissionEvent")._default_manager.filter(pgh_obj=slip)
    changed = events.filter(flags=[Flag.DUPLICATE]).order_by("pgh_id").first()
    assert changed is not None
    assert changed.pgh_context.metadata["user"] == ha.pk


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_others_may_not_say_so(places: list[Destination], role: Role) -> None:
    slip = held_back()
    with pytest.raises(work.Refused), translation.override("en"):
        quarantine.release(slip, by=factories.user(role))
    assert not slip.deliveries.exists()


def test_an_archived_slip_is_restored_first(places: list[Destination], ha: User) -> None:
    slip = held_back()
    archive.archive(slip, by=ha, reason="rác")
    with pytest.raises(work.Refused), translation.override("en"):
        quarantine.release(slip, by=ha)


@pytest.mark.django_db(transaction=True)
def test_two_who_say_so_at_once_send_it_once(places: list[Destination], ha: User) -> None:
    slip = held_back()
    revisions = at_once(lambda _: quarantine.release(slip, by=ha).revision, 6)
    assert (set(revisions), slip.deliveries.count()) == ({1}, 2)


def test_a_monitor_sees_how_long_the_oldest_waits_for_a_person(ha: User) -> None:
    assert health.quarantine().age == pytest.approx(0, abs=5)
    slip, rubbish = held_back(), held_back()
    Submission.objects.filter(pk=slip.pk).update(submitted_at=clock.now() - timedelta(hours=1))
    Submission.objects.filter(pk=rubbish.pk).update(submitted_at=clock.now() - timedelta(hours=3))
    archive.archive(rubbish, by=ha, reason="rác")
    assert health.quarantine().age == pytest.approx(3600, abs=30)
    quarantine.release(slip, by=ha)
    assert health.quarantine().ok
    assert health.quarantine().age == pytest.approx(0, abs=5)
