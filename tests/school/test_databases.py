"""How long a process waits for its database."""

import os
from typing import Any

import psycopg
import pytest

from school import databases


def told(database: dict[str, Any], *names: str) -> list[str | None]:
    """What PostgreSQL says of these settings on a connection made so."""
    options = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}
    with psycopg.connect(os.environ["DATABASE_URL"], **options) as session:
        return [(session.execute(f"SHOW {name}").fetchone() or [None])[0] for name in names]


def test_a_statement_of_a_page_ends_and_one_of_a_worker_does_not() -> None:
    database = databases.from_url(os.environ["DATABASE_URL"])
    assert told(database, "statement_timeout", "jit") == ["0", "off"]
    databases.hurry(database)
    assert told(database, "statement_timeout", "jit") == ["15s", "off"]


@pytest.mark.parametrize(("url", "found"), [("postgresql://h/d", 15_000), ("postgresql://h/d?tcp_user_timeout=9", "9")])
def test_a_line_that_is_dead_is_given_up_and_an_address_may_say_after_what_time(url: str, found: int | str) -> None:
    assert databases.from_url(url)["OPTIONS"]["tcp_user_timeout"] == found
