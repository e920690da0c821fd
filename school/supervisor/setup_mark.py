"""What the database was last set up with, noted in the database itself, so that a start with nothing new is quick."""

import hashlib
import os
from pathlib import Path

import psycopg
from psycopg import sql

_ROOT = Path(__file__).resolve().parents[2]
_DATABASE = sql.SQL("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
_MIGRATIONS = sql.SQL("SELECT concat_ws('/', count(*), max(id)) FROM django_migrations")


def of_sources() -> str:
    """A digest of all that the set-up depends on: our code, the libraries, and the emulator's address in the seed."""
    digest = hashlib.sha256(os.environ.get("LARK_EMULATOR_PORT", "").encode())
    packages = sorted(path.parent for path in _ROOT.glob("*/__init__.py"))
    sources = (source for package in packages for source in sorted(package.rglob("*.py")))
    for path in (_ROOT / "requirements" / "run.txt", *sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_noted(database_url: str, mark: str) -> bool:
    """Whether the database was set up with this, and nobody has migrated it back or forth since."""
    with psycopg.connect(database_url) as connection:
        try:
            return _value(connection, _DATABASE) == f"{mark} {_value(connection, _MIGRATIONS)}"
        except psycopg.errors.UndefinedTable:
            return False


def note(database_url: str, mark: str) -> None:
    """Note that the database is set up with this."""
    with psycopg.connect(database_url) as connection:
        name, text = sql.Identifier(connection.info.dbname), f"{mark} {_value(connection, _MIGRATIONS)}"
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(text)))


def _value(connection: psycopg.Connection, query: sql.SQL) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
