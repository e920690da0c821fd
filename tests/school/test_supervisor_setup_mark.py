"""When the set-up may be skipped."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from school import embedded
from school.supervisor import setup_mark
from tests.school.holders import temporary_var


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with temporary_var() as var, embedded.running(var) as services:
        yield services.database_url


@pytest.fixture
def migrated(server: str) -> str:
    """A database with two migrations applied."""
    with psycopg.connect(server) as connection:
        connection.execute("DROP TABLE IF EXISTS django_migrations")
        connection.execute("CREATE TABLE django_migrations AS SELECT generate_series(1, 2) AS id")
        connection.execute("COMMENT ON DATABASE school IS NULL")
    return server


def test_a_new_database_carries_no_mark(server: str) -> None:
    assert not setup_mark.is_noted(server, "mark")


def test_a_migrated_database_carries_no_mark_either(migrated: str) -> None:
    assert not setup_mark.is_noted(migrated, "mark")


def test_what_was_noted_is_found_again(migrated: str) -> None:
    setup_mark.note(migrated, "it's noted")
    assert setup_mark.is_noted(migrated, "it's noted")
    assert not setup_mark.is_noted(migrated, "another")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM django_migrations WHERE id = 2",
        "INSERT INTO django_migrations VALUES (3)",
        "DELETE FROM django_migrations",
        "DROP TABLE django_migrations",
    ],
)
def test_migrating_by_hand_makes_the_mark_void(migrated: str, change: str) -> None:
    setup_mark.note(migrated, "mark")
    with psycopg.connect(migrated) as connection:
        connection.execute(change.encode())
    assert not setup_mark.is_noted(migrated, "mark")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("django==5.2")
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "__init__.py").touch()
    monkeypatch.setattr(setup_mark, "_ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("changed", ["accounts/models.py", "accounts/__init__.py", "requirements/run.txt"])
def test_changed_code_and_libraries_change_the_mark(project: Path, changed: str) -> None:
    before = setup_mark.of_sources()
    (project / changed).write_text("changed")
    assert setup_mark.of_sources() != before


def test_another_emulator_changes_the_mark(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = setup_mark.of_sources()
    monkeypatch.setenv("LARK_EMULATOR_PORT", "9999")
    assert setup_mark.of_sources() != before


def test_data_and_notes_do_not_change_the_mark(project: Path) -> None:
    before = setup_mark.of_sources()
    (project / "var").mkdir()
    (project / "var" / "left.py").touch()
    (project / "accounts" / "notes.txt").touch()
    assert setup_mark.of_sources() == before
