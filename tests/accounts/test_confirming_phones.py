"""The office confirms numbers from the list of people."""

from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.utils import translation

from accounts.admin.phones import confirm_phones
from accounts.enums import Role
from accounts.models import User
from accounts.signing import phones
from tests import factories

pytestmark = pytest.mark.django_db


def confirm(rf: RequestFactory, by: User) -> list[str]:
    """What the office reads after confirming everybody else's number."""
    request: Any = rf.post("/admin/accounts/user/")
    request.user, request.session = by, {}
    request._messages = FallbackStorage(request)
    with translation.override("en"):
        confirm_phones(None, request, User.objects.exclude(pk=by.pk).order_by("name"))
        return [str(message) for message in messages.get_messages(request)]


def test_each_person_gets_an_answer(rf: RequestFactory) -> None:
    staff = factories.user(Role.STAFF)
    for name, phone in (("An", "+84912345678"), ("Bình", ""), ("Chi", "+84912345678")):
        phones.note(factories.user(name=name), phone)

    assert confirm(rf, staff) == [
        "The number of An is confirmed.",
        "Bình: Enter a phone number first.",
        "Chi: This number belongs to another account. Use another number, or call the school",
    ]
    assert User.objects.get(name="An").phone_verified_at is not None
