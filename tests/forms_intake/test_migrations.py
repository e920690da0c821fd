"""Replacing a release: its migrations run while the former one's web process goes on taking slips."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from forms_intake.deliveries import keys
from forms_intake.models import Delivery, Destination, Submission

pytestmark = pytest.mark.django_db
# The newest migrations of the release before this one.
FORMER = [("forms_intake", "0003_history")]
WRITTEN_BY_A_FORM = ["submission", "delivery", "destination", "deliveryattempt"]


class Column(NamedTuple):
    """As the database has it now."""

    name: str
    may_be_left_out: bool


def columns(table: str) -> Iterator[Column]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' "
            "FROM information_schema.columns WHERE table_name = %s AND table_schema = current_schema()",
            [table],
        )
        yield from (Column(*row) for row in cursor.fetchall())


def known_before(model: str) -> set[str]:
    state = MigrationLoader(connection).project_state(FORMER)
    return {field.column for field in state.apps.get_model("forms_intake", model)._meta.concrete_fields}


@pytest.mark.parametrize("model", WRITTEN_BY_A_FORM)
def test_the_former_release_finds_every_column_that_it_asks_for(model: str) -> None:
    assert known_before(model) <= {column.name for column in columns(f"forms_intake_{model}")}


@pytest.mark.parametrize("model", WRITTEN_BY_A_FORM)
def test_the_former_release_may_write_rows_without_the_columns_that_it_does_not_know(model: str) -> None:
    new = [column for column in columns(f"forms_intake_{model}") if column.name not in known_before(model)]
    assert [column.name for column in new if not column.may_be_left_out] == []


def test_what_the_database_writes_into_new_columns_is_what_the_code_would() -> None:
    for model in (Destination, Delivery, Submission):
        for field in model._meta.concrete_fields:
            if field.has_db_default() and field.name != "released_at":
                assert field.db_default == field.get_default(), field


def test_old_keys_are_a_frozen_copy_that_a_later_migration_goes_on_from() -> None:
    frozen: Any = import_module("forms_intake.migrations.0008_limits_by_key")._keys
    for kind, config in [("webhook", {"url": "u"}), ("base", {"app_token": "a"}), ("email", {})]:
        assert frozen(kind, config, "cli") == keys.of(kind, config, "cli")
    [app, chat] = frozen("message", {"chat_id": "oc"}, "cli")
    assert [app, chat.replace("chat:cli:", "chat:")] == keys.of("message", {"chat_id": "oc"}, "cli")
