"""One address and one telephone send so many slips; the rest is held back and accepted all the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from forms_intake import submissions
from forms_intake.enums import Flag, Source
from forms_intake.models import Delivery, Submission
from forms_intake.slips import flood
from school import clock
from tests import factories
from tests.forms_intake import delivery_rows
from tests.forms_intake.slip_pages import CHECK, FORM, NOW, fill_in, freeze, hidden
from tests.forms_intake.test_races import at_once

pytestmark = pytest.mark.django_db
ADDRESS, PHONE = "a" * 32, "+84912345678"


def earlier(count: int, ago: timedelta, *, source: Source = Source.WEB, **fields: Any) -> None:
    """Slips sent before, one second after the other."""
    for number in range(count):
        slip = submissions.submit(factories.draft(**fields), by=None, source=source)
        Submission.objects.filter(pk=slip.pk).update(submitted_at=clock.now() - ago + timedelta(seconds=number))


def is_over(ip_hash: str = ADDRESS, contact_phone: str = PHONE) -> bool:
    return flood.is_over(ip_hash=ip_hash, contact_phone=contact_phone, now=clock.now())


@pytest.mark.parametrize("same", [{"ip_hash": ADDRESS}, {"contact_phone": PHONE}])
@pytest.mark.parametrize(
    ("count", "ago", "over"),
    [
        (4, timedelta(minutes=1), False),
        (5, timedelta(minutes=1), True),
        (5, timedelta(minutes=11), False),
        (19, timedelta(hours=2), False),
        (20, timedelta(hours=2), True),
        (20, timedelta(hours=25), False),
    ],
)
def test_five_in_ten_minutes_and_twenty_in_a_day_are_enough(
    same: dict[str, Any], count: int, ago: timedelta, over: bool
) -> None:
    earlier(count, ago, **same)
    assert is_over() is over


def test_neither_other_senders_nor_the_office_use_it_up() -> None:
    earlier(6, timedelta(minutes=1), ip_hash="b" * 32)
    earlier(6, timedelta(minutes=1), source=Source.STAFF, ip_hash=ADDRESS, contact_phone=PHONE)
    assert not is_over()


def test_without_an_address_only_the_telephone_counts() -> None:
    earlier(6, timedelta(minutes=1))
    assert not is_over(ip_hash="")


def test_it_can_be_switched_off(settings: Settings) -> None:
    earlier(5, timedelta(minutes=1), ip_hash=ADDRESS)
    settings.SPAM_CHECKS = "none"
    assert not is_over()


def posted(client: Client, number: int) -> Submission:
    """One slip of a person who takes a minute for it, under a telephone of its own."""
    filled = fill_in(client, contact_phone=f"09123456{number:02}", contact_email="victim@example.com")
    return Submission.objects.get(
        reference=client.post(FORM, hidden(client.post(CHECK, filled)))["Location"].split("/")[-2]
    )


def test_who_sends_many_is_thanked_for_each_and_held_back_after_the_fifth(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery_rows.destination()
    moments = (NOW + timedelta(seconds=5 * step) for step in range(10_000))
    monkeypatch.setattr("school.clock.now", lambda: next(moments))
    slips = [posted(client, number) for number in range(8)]
    assert [Flag.POSSIBLE_SPAM in slip.flags for slip in slips] == [False] * 5 + [True] * 3
    assert Delivery.objects.count() == 5


def test_the_office_is_never_held_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, timezone.now())
    client.force_login(factories.user(Role.STAFF))
    assert not any(Flag.POSSIBLE_SPAM in posted(client, number).flags for number in range(7))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_no_more_than_five_pass() -> None:
    drafts = [factories.draft(ip_hash=ADDRESS) for _ in range(8)]
    sent = at_once(lambda number: submissions.submit(drafts[number], by=None, source=Source.WEB), 8)
    assert sum(Flag.POSSIBLE_SPAM in slip.flags for slip in sent) == 3
