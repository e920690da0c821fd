"""What tests of two at once wait for."""

from django.db import connection


def somebody_waits() -> bool:
    """For a row or a table that another connection holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid())")
        row = cursor.fetchone()
    return bool(row and row[0])
