"""What tests leave in the database is gone before the next one."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from accounts.enums import Role
from accounts.models import User
from tests import database, factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_rows_go_with_their_history_and_what_they_point_to() -> None:
    factories.submission()
    factories.user(Role.ADMIN)
    history = apps.get_model("accounts", "UserEvent")
    assert history.objects.exists()
    database.empty()

    assert not User.objects.exists()
    assert not history.objects.exists()


def test_what_migrating_fills_stays_as_it_is() -> None:
    before = list(ContentType.objects.order_by("pk").values_list("pk", "model"))
    database.empty()

    assert list(ContentType.objects.order_by("pk").values_list("pk", "model")) == before


def test_a_group_that_a_test_took_away_is_there_again() -> None:
    groups = list(Group.objects.order_by("pk").values_list("pk", "name", "permissions"))
    Group.objects.all().delete()
    database.empty()

    assert list(Group.objects.order_by("pk").values_list("pk", "name", "permissions")) == groups != []
