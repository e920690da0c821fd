"""Turns a PostgreSQL URL into Django's settings for one database."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

# Every query of ours is short: compiling one, as PostgreSQL would from a certain estimate on, costs more than it saves.
_OPTIONS = "-c idle_in_transaction_session_timeout=60s -c jit=off"
# A machine or a line that is gone says no goodbye: after 15 seconds without a sign the connection is given up, in the
# midst of a statement too. Where the machine answers, a statement may take its time. Files of sockets know none of it.
_LINE = {"keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 15_000}
# In ms. Nobody looks at a page for longer, and each that waits holds one of the pool's ten connections.
PAGES_WAIT_MS = 15_000


def from_url(url: str) -> dict[str, Any]:
    """Settings for DATABASES; psycopg's pool keeps connections, and waits at most two seconds for one."""
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings = {ours: str(parts.pop(theirs)) for theirs, ours in known.items() if parts.get(theirs) is not None}
    # Without the last one the pool would wait longer and longer between two tries to reach a PostgreSQL that restarts,
    # and the site would be away for as long again as the database was.
    pool = {"min_size": 1, "max_size": 10, "timeout": 2, "reconnect_timeout": 1}
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        # The pool would hand out connections that died with a restart of PostgreSQL.
        "CONN_HEALTH_CHECKS": True,
        # A process that was stopped in the midst of a transaction must not keep its locks from all others.
        "OPTIONS": {"pool": pool, "connect_timeout": 2, "options": _OPTIONS, **_LINE, **parts},
    }


def hurry(database: dict[str, Any]) -> None:
    """PostgreSQL ends each statement of this process that takes too long; its visitor gets the page of an outage.

    For processes that serve people, before they first ask: workers, commands, migrations and backups may take longer.
    """
    options = database["OPTIONS"]
    options["options"] = f"{options['options']} -c statement_timeout={PAGES_WAIT_MS}"
