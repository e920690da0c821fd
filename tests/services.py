"""A pytest plugin: real PostgreSQL and Redis in a data folder of their own, one pair for all workers.

A plugin and not a conftest, because pytest-django reads the settings before any conftest is loaded.
"""

import atexit
import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

_services = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """xdist's workers inherit the addresses from their controller, which started the services."""
    if "DATABASE_URL" not in os.environ:
        # Not before counting has started.
        from school import embedded

        var = Path(os.environ.get("VAR_DIR") or early_config.rootpath / "var") / "test"
        services = _services.enter_context(embedded.running(var))
        # Not pytest_unconfigure: that is not called when a conftest cannot be imported.
        atexit.register(_services.close)
        _never_wait_for_the_disk(services.database_url)
        os.environ.update(DATABASE_URL=services.database_url, REDIS_URL=services.redis_url, VAR_DIR=str(var))
    # Each worker has a database of PostgreSQL from pytest-django, and one of Redis from here.
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{number}"
    yield


def _never_wait_for_the_disk(url: str) -> None:
    """Only a power failure would lose what these keep, and then the test run is lost anyway."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
