"""Replacing a release: its migrations run while the former one's web process goes on making accounts and slips."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from forms_intake.deliveries import keys

pytestmark = pytest.mark.django_db
Release = list[tuple[str, str]]
# The newest migrations of the release before this one, of each app: of a release that had the squashed ones these, or
# what followed them, and none of those that they replace. The tests below name columns that came after it.
FORMER: Release = [
    ("school", "0003_history"),
    ("accounts", "0010_student_code"),
    ("catalog", "0002_history"),
    ("forms_intake", "0019_hold_leaves"),
    ("rooms", "0002_history"),
]
OURS = [app for app, _newest in FORMER]
_PARTS = ("fields", "options", "bases", "managers")


def each_file() -> MigrationLoader:
    """Every migration by itself, those that a squashed one replaces too."""
    return MigrationLoader(None, replace_migrations=False)


def as_released(release: Release) -> MigrationLoader:
    """Of a release that names squashed ones, or what follows them, without those that they replace."""
    squashed = MigrationLoader(None)
    return squashed if all(node in squashed.graph.nodes for node in release) else each_file()


def made_anew() -> Release:
    """What a database begins with that has nothing yet."""
    nodes = MigrationLoader(None).graph.nodes
    return [node for node, one in nodes.items() if one.replaces and node[0] in OURS]


def applied_in(release: Release) -> set[tuple[str, str]]:
    """What a database of the release has noted; with a squashed one all that it replaces."""
    graph = as_released(release).graph
    applied = {node for target in release for node in graph.forwards_plan(target)}
    return applied | {node for one in applied for node in graph.nodes[one].replaces}


class Column(NamedTuple):
    """As the database has it now."""

    table: str
    name: str
    may_be_left_out: bool


def columns() -> list[Column]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' "
            "FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        return [Column(*row) for row in cursor.fetchall()]


@cache
def known_before() -> dict[str, set[str]]:
    """Columns of each table of ours."""
    models = as_released(FORMER).project_state(FORMER).apps.get_models(include_auto_created=True)
    ours = [model._meta for model in models if model._meta.app_label in OURS]
    return {meta.db_table: {str(field.column) for field in meta.concrete_fields} for meta in ours}


def test_the_former_release_is_the_one_before_this_and_all_its_tables_are_looked_at() -> None:
    assert len(known_before()) > 50
    assert "student_code" in known_before()["accounts_user"]
    assert "search_words" not in known_before()["forms_intake_submission"]


def test_the_former_release_finds_every_column_that_it_asks_for() -> None:
    asked = {(table, name) for table, names in known_before().items() for name in names}
    assert asked - {(column.table, column.name) for column in columns()} == set()


def test_the_former_release_may_write_rows_without_the_columns_that_it_does_not_know() -> None:
    before = known_before()
    new = [column for column in columns() if column.name not in before.get(column.table, {column.name})]
    assert ("forms_intake_task", "text", True) in new
    assert [column for column in new if not column.may_be_left_out] == []


def test_no_column_is_left_that_neither_release_knows() -> None:
    known = {table: set(names) for table, names in known_before().items()}
    for model in apps.get_models(include_auto_created=True):
        known.setdefault(model._meta.db_table, set()).update(str(field.column) for field in model._meta.concrete_fields)
    ours = [column for column in columns() if column.table.split("_")[0] in {"accounts", "catalog", "forms", "rooms"}]
    assert [column for column in ours if column.name not in known[column.table]] == []


def test_what_the_database_writes_into_new_columns_is_what_the_code_would() -> None:
    for model in (model for app in OURS for model in apps.get_app_config(app).get_models()):
        for field in model._meta.concrete_fields:
            # Where the code names no value of its own, it leaves the column to the database too.
            if field.has_db_default() and field.has_default() and field.name != "released_at":
                assert field.db_default == field.get_default(), field


def made_by(loader: MigrationLoader, node: tuple[str, str]) -> dict[str, Any]:
    """The models that its app has after a migration; taken apart, as fields within fields never are equal."""
    state = loader.project_state([node])
    taken_apart = MigrationAutodetector(state, state).deep_deconstruct
    models = (model for (app, _name), model in state.models.items() if app == node[0])
    return {model.name: taken_apart([vars(model)[part] for part in _PARTS]) for model in models}


def test_a_squashed_migration_makes_what_those_do_that_it_replaces() -> None:
    loader = each_file()
    squashed = {node: one.replaces[-1] for node, one in loader.graph.nodes.items() if one.replaces}
    assert {app for app, _name in squashed} == set(OURS)
    for node, last in squashed.items():
        assert made_by(loader, node) == made_by(loader, last), node


@pytest.mark.parametrize("of", [lambda: FORMER, made_anew])
def test_a_database_of_a_release_goes_on_from_there_squashed_or_not(of: Callable[[], Release]) -> None:
    applied, recorder = applied_in(of()), MigrationRecorder(connection)
    recorder.flush()
    for node in applied:
        recorder.record_applied(*node)

    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = {(one.app_label, one.name) for one, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())}
    assert plan == {node for node, one in each_file().graph.nodes.items() if not one.replaces} - applied


def test_old_keys_are_a_frozen_copy_that_a_later_migration_goes_on_from() -> None:
    frozen: Any = import_module("forms_intake.migrations.0008_limits_by_key")._keys
    for kind, config in [("webhook", {"url": "u"}), ("base", {"app_token": "a"}), ("email", {})]:
        assert frozen(kind, config, "cli") == keys.of(kind, config, "cli")
    [app, chat] = frozen("message", {"chat_id": "oc"}, "cli")
    assert [app, chat.replace("chat:cli:", "chat:")] == keys.of("message", {"chat_id": "oc"}, "cli")
