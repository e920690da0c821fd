"""One mailbox gets so many copies a day, and news about every slip."""

from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.enums import Role
from forms_intake import submissions, work
from forms_intake.deliveries import letters
from forms_intake.enums import DeliveryState, DestinationKind, Purpose, Source
from forms_intake.hints import Hint
from forms_intake.lark.mail import Mail
from forms_intake.models import Delivery, Destination, Submission
from school import clock
from tests import factories
from tests.forms_intake import delivery_rows
from tests.forms_intake.test_races import at_once

pytestmark = pytest.mark.django_db
ADDRESS = "huong@example.com"


@pytest.fixture(autouse=True)
def _copies(db: None) -> Destination:
    return delivery_rows.destination(kind=DestinationKind.EMAIL, config={})


def sent(address: str = ADDRESS) -> Submission:
    return factories.submission(contact_email=address)


def is_sent(slip: Submission) -> bool:
    row = slip.deliveries.get(purpose=Purpose.CREATE)
    assert (row.last_error == Hint.MAIL_ENOUGH) is (row.state == DeliveryState.CANCELLED)
    return row.state == DeliveryState.PENDING


def test_the_sixth_copy_of_a_day_is_not_sent() -> None:
    assert [is_sent(sent()) for _ in range(7)] == [True] * 5 + [False] * 2
    assert is_sent(sent("another@example.com"))


def test_capitals_and_what_follows_a_plus_are_the_same_mailbox() -> None:
    ways = [
        "huong@example.com",
        "HUONG@example.com",
        "huong+1@example.com",
        "Huong+a+b@example.com",
        "huong+@example.com",
    ]
    assert all(is_sent(sent(way)) for way in ways)
    assert not is_sent(sent("huong+2@example.com"))


def test_the_day_after_copies_go_out_again() -> None:
    for _ in range(5):
        sent()
    Delivery.objects.update(created_at=clock.now() - timedelta(hours=25))
    assert is_sent(sent())


def test_other_deliveries_go_out_all_the_same() -> None:
    group = delivery_rows.destination()
    slips = [sent() for _ in range(6)]
    assert group.deliveries.filter(state=DeliveryState.PENDING).count() == len(slips)


def test_news_about_a_slip_whose_copy_was_not_sent_go_out() -> None:
    slip = [sent() for _ in range(6)][-1]
    work.approve(slip, by=factories.user(Role.STAFF))
    update = slip.deliveries.get(purpose=Purpose.UPDATE)
    letter = Mail().build(update, level=0, may_repeat=False)
    assert update.state == DeliveryState.PENDING
    assert letter.mail is not None
    assert letter.mail.to == [ADDRESS]


def test_it_can_be_switched_off(settings: Settings) -> None:
    settings.SPAM_CHECKS = "none"
    assert all(is_sent(sent()) for _ in range(6))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_no_more_than_five_are_sent() -> None:
    drafts = [factories.draft(contact_email=ADDRESS) for _ in range(8)]
    slips = at_once(lambda number: submissions.submit(drafts[number], by=None, source=Source.WEB), 8)
    assert sum(is_sent(slip) for slip in slips) == letters.MOST


def test_the_index_serves_the_question() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "submission_mailbox" in Submission.objects.of_mailbox(ADDRESS).order_by().explain()
