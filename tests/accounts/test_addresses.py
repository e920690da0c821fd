"""The user's e-mail and allauth's addresses say the same, whoever writes which."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return factories.user(email="huong@example.test")


def stored(person: User) -> tuple[str | None, bool]:
    fresh = User.objects.get(pk=person.pk)
    return fresh.email, fresh.email_verified_at is not None


def test_a_proved_address_marks_the_user(person: User) -> None:
    assert stored(person) == ("huong@example.test", True)


def test_when_it_was_proved_stays(person: User) -> None:
    since = User.objects.get().email_verified_at
    EmailAddress.objects.get().save()

    assert User.objects.get().email_verified_at == since


def test_an_address_that_is_no_longer_proved_unmarks_the_user(person: User) -> None:
    address = EmailAddress.objects.get()
    address.verified = False
    address.save()

    assert stored(person) == ("huong@example.test", False)


def test_a_second_address_changes_nothing_until_it_is_the_first(person: User) -> None:
    EmailAddress.objects.create(user=person, email="other@example.test", verified=True, primary=False)

    assert stored(person) == ("huong@example.test", True)


def test_a_user_saved_later_does_not_undo_the_mark(person: User) -> None:
    address = EmailAddress.objects.get()
    address.user = person
    address.verified = False
    address.save()
    person.name = "Hường"
    person.save()

    assert stored(person) == ("huong@example.test", False)


def test_another_address_typed_by_the_office_is_unproved_and_the_only_one(person: User) -> None:
    person.email = "new@example.test"
    person.save()

    assert stored(person) == ("new@example.test", False)
    assert EmailAddress.objects.get().email == "new@example.test"


def test_a_known_second_address_chosen_by_the_office_keeps_its_proof(person: User) -> None:
    EmailAddress.objects.create(user=person, email="other@example.test", verified=True, primary=False)
    person.email = "other@example.test"
    person.save()

    assert stored(person) == ("other@example.test", True)


def test_saving_something_else_touches_no_address(person: User) -> None:
    EmailAddress.objects.update(verified=False)
    person.name = "Hường"
    person.save(update_fields=["name"])

    assert EmailAddress.objects.get().verified is False


def test_deleting_a_person_leaves_no_address() -> None:
    person = factories.user()
    person.delete()

    assert not EmailAddress.objects.exists()
