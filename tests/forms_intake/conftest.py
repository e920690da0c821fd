"""Who the office's tests are about."""

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests import factories


@pytest.fixture
def ha(client: Client) -> User:
    """Signed in, in English."""
    person = factories.user(Role.STAFF, name="cô Hà")
    client.force_login(person)
    client.cookies["language"] = "en"
    return person


@pytest.fixture
def minh() -> User:
    """A colleague of hers, not signed in."""
    return factories.user(Role.STAFF, name="thầy Minh")
