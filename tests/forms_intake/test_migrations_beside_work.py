"""Big tables are read and written while a new version's migrations run."""

import threading
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import OperationalError, connection, migrations, transaction
from django.db.migrations.state import ProjectState

from tests.forms_intake.test_migrations import FORMER, each_file

BIG = {"submission", "submissionevent", "delivery", "deliveryattempt"}
SEARCH: Any = import_module("forms_intake.migrations.0020_search")
TABLE, MODE = "forms_intake_submission", "AccessExclusiveLock"


def new_operations() -> list[Any]:
    """What came since the former release, on one of the big tables."""
    graph = each_file().graph
    before = {node for target in FORMER for node in graph.forwards_plan(target)}
    new = [one for node, one in graph.nodes.items() if node not in before and node[0] == "forms_intake"]
    operations = [operation for migration in new if not migration.replaces for operation in migration.operations]
    return [one for one in operations if getattr(one, "model_name", "") in BIG]


def state_before(name: str) -> ProjectState:
    loader = each_file()
    [before] = loader.graph.nodes["forms_intake", name].dependencies
    return loader.project_state([before])


def test_no_index_of_a_big_table_is_built_or_dropped_in_a_transaction() -> None:
    indexes = [one for one in new_operations() if isinstance(one, (migrations.AddIndex, migrations.RemoveIndex))]
    assert len(indexes) == 13
    assert [one for one in indexes if not isinstance(one, (AddIndexConcurrently, RemoveIndexConcurrently))] == []


def test_a_build_that_was_cut_short_is_begun_again() -> None:
    state = state_before("0027_search_indexes")
    index = import_module("forms_intake.migrations.0027_search_indexes").Migration.operations[0]
    after = state.clone()
    index.state_forwards("forms_intake", after)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        index.database_forwards("forms_intake", editor, state, after)
    assert editor.collected_sql[0] == "DROP INDEX CONCURRENTLY IF EXISTS submission_form_type_at;"
    assert editor.collected_sql[1].startswith('CREATE INDEX CONCURRENTLY "submission_form_type_at"')


@pytest.mark.django_db
def test_the_table_is_taken_when_its_readers_have_gone_and_nobody_queues_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SEARCH, "_PATIENCE", "50ms")
    with psycopg.connect(**connection.get_connection_params()) as reader, connection.schema_editor() as editor:
        reader.execute(f"LOCK TABLE {TABLE} IN ACCESS SHARE MODE")
        threading.Timer(0.3, reader.rollback).start()
        SEARCH.take(TABLE, editor)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND granted AND mode = %s", [TABLE, MODE]
            )
            assert cursor.fetchone()


@pytest.mark.django_db
def test_a_reader_that_never_goes_ends_the_migration_and_not_the_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SEARCH, "_PATIENCE", "10ms")
    monkeypatch.setattr(SEARCH, "_TRIES", 2)
    with psycopg.connect(**connection.get_connection_params()) as reader, connection.schema_editor() as editor:
        reader.execute(f"LOCK TABLE {TABLE} IN ACCESS SHARE MODE")
        with pytest.raises(OperationalError), transaction.atomic():
            SEARCH.take(TABLE, editor)
