"""Migrations that rewrite what is stored, run over rows as the version before left them."""

from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError
from django.db import connection

from accounts.models import User, normalised_email
from school import clock
from tests import factories

pytestmark = pytest.mark.django_db
emails: Any = import_module("accounts.migrations.0008_one_spelling_of_emails")
people: Any = import_module("accounts.migrations.0002_people")


def user(email: str) -> User:
    """Stored as typed, as the admin site once did."""
    made: User = factories.user()
    User.objects.filter(pk=made.pk).update(email=email)
    return made


@pytest.mark.parametrize("typed", ["Cap@Demo.test", "\uff2c\uff41\uff4e@demo.test", " cap@demo.test"])
def test_addresses_are_stored_as_they_are_looked_for(typed: str) -> None:
    user(typed)
    EmailAddress.objects.update(email=typed)
    emails.spell_all(apps, None)

    stored = EmailAddress.objects.get().email
    assert User.objects.get().email == stored == normalised_email(typed) == emails.spelled(typed)


def test_two_people_who_would_become_one_stop_it_and_are_named_by_number() -> None:
    first, second, other = user("lan@demo.test"), user(" Lan@demo.test"), user("Ha@demo.test")

    with pytest.raises(CommandError, match=f"accounts_user .*: rows {first.pk} and {second.pk}. Change") as stopped:
        emails.spell_all(apps, None)
    assert "demo.test" not in str(stopped.value)
    other.refresh_from_db()
    assert other.email == "Ha@demo.test"


@pytest.mark.parametrize(("of_one_person", "verified"), [(True, False), (False, True)])
def test_addresses_that_would_become_one_stop_it_too(of_one_person: bool, verified: bool) -> None:
    first = factories.user()
    second = first if of_one_person else factories.user()
    for person, email in ((first, "new@demo.test"), (second, "New@demo.test")):
        EmailAddress.objects.create(user=person, email=email, verified=verified)

    with pytest.raises(CommandError, match="account_emailaddress"):
        emails.spell_all(apps, None)


def test_an_address_that_two_people_claim_without_proof_stops_nothing() -> None:
    for person, email in ((factories.user(), "new@demo.test"), (factories.user(), "New@demo.test")):
        EmailAddress.objects.create(user=person, email=email)
    emails.spell_all(apps, None)

    assert EmailAddress.objects.filter(email="new@demo.test").count() == 2


def test_a_number_proved_twice_is_left_to_the_first() -> None:
    unique = next(rule for rule in User._meta.constraints if rule.name == "user_verified_phone_unique")
    with connection.schema_editor() as before:
        before.remove_constraint(User, unique)
    first, later, single = (factories.user(phone=phone) for phone in ("+84901234567", "+84901234567", "+84907654321"))
    for person in (first, later, single):
        User.objects.filter(pk=person.pk).update(phone_verified_at=clock.now())
    people.leave_each_number_to_the_first(apps, None)

    assert set(User.objects.filter(phone_verified_at__isnull=False)) == {first, single}
    later.refresh_from_db()
    assert later.phone == "+84901234567"
    with connection.schema_editor() as after:
        after.execute("SET CONSTRAINTS ALL IMMEDIATE")
        after.add_constraint(User, unique)
