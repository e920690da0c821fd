"""Turns a PostgreSQL URL into Django's settings for one database."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

# Every query of ours is short: compiling one, as PostgreSQL would from a certain estimate on, costs more than it saves.
_OPTIONS = "-c idle_in_transaction_session_timeout=60s -c jit=off"


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
        "OPTIONS": {"pool": pool, "connect_timeout": 2, "options": _OPTIONS, **parts},
    }
