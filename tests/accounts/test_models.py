"""People."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db


def test_addresses_are_stored_in_lower_case_and_found_in_any() -> None:
    person = factories.user(email=" An@School.TEST ")
    assert person.email == "an@school.test"
    assert User.objects.get_by_natural_key("AN@school.test") == person


def test_a_superuser_of_the_command_line_is_an_administrator() -> None:
    person = User.objects.create_superuser("boss@school.test", "a-long-password", name="Cô Hà")
    assert (person.role, person.is_superuser) == (Role.ADMIN, True)


def test_teachers_are_those_who_teach_now() -> None:
    here, gone, away = (factories.user(Role.TEACHER) for _ in range(3))
    archive.archive(gone, by=None, reason="nghỉ việc")
    User.objects.filter(pk=away.pk).update(is_active=False)
    factories.user(Role.STAFF)
    assert list(User.objects.teachers()) == [here]


def test_guests_expire() -> None:
    now = timezone.now()
    for minutes in (-1, 1):
        User.objects.create(name="Khách", is_guest=True, expires_at=now + timedelta(minutes=minutes))
    assert [guest.expires_at < now for guest in User.objects.expired_guests()] == [True]


@pytest.mark.parametrize(("name", "shown"), [("Cô Hà", "Cô Hà"), ("", "an@school.test")])
def test_people_are_shown_by_name_or_else_by_address(name: str, shown: str) -> None:
    assert str(factories.user(email="an@school.test", name=name)) == shown
