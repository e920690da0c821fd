"""System checks of the building blocks; those of retention have a file of their own."""

from django.core.checks import run_checks
from pytest_django.fixtures import Settings


def test_an_unreadable_encryption_key_is_an_error(settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["not a key"]
    (error,) = [error for error in run_checks(tags=["school"]) if error.id == "school.E003"]
    assert "not a key" not in error.msg
