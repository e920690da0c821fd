"""The page of the inbox: rail, filters, rows; for whoever may view slips and nobody else."""

from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A browser in which somebody of the office is signed in."""
    client.force_login(factories.user(Role.STAFF))
    return client


def test_the_page_has_a_row_for_each_slip_that_waits(desk: Client) -> None:
    slip = factories.submission()
    page = desk.get("/inbox/").content.decode()
    print(page)
    assert f'id="slip-{slip.reference}"' in page
