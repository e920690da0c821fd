"""Phones of guests: how many codes there are, and what the history says of them."""

import pytest
from django.test import Client

from accounts.enums import AccountEventKind
from accounts.models import AccountEvent
from rooms import phones
from rooms.pages import rates
from tests import factories
from tests.rooms import people

pytestmark = pytest.mark.django_db


def test_a_guest_is_given_so_many_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_RATES", {"room-phone": "1/10m/user"})
    room, browser = factories.room(), Client()
    browser.force_login(people.admitted(room, people.guest()))
    assert [browser.get(f"/r/{room.slug}/phone.svg").status_code for _ in range(2)] == [200, 429]


def test_the_history_says_that_somebody_came_in_by_a_code() -> None:
    room = factories.room()
    guest = people.admitted(room, people.guest())
    Client().post(f"/r/{room.slug}/phone/{phones.code(room, guest)}/")
    assert AccountEvent.objects.get(person=guest, kind=AccountEventKind.SIGNED_IN).detail == "phone-code"
