"""Where a change comes from when no request makes it: the context that stands beside its history rows.

Requests are told by accounts.audit. What has no context at all was done past this software, in SQL.
"""

from collections.abc import Mapping
from typing import Any

import pghistory

# As the column of sessions is wide.
AGENT_LENGTH = 200


def command(name: str) -> Any:
    """A context manager for one command of manage.py."""
    return pghistory.context(command=name)


def task(name: str, task_id: str | None) -> Any:
    """A context manager for one run of a Celery task."""
    return pghistory.context(task=name, task_id=task_id or "")


def socket(scope: Mapping[str, Any], *, user: Any, route: str) -> Any:
    """A context manager for what a socket's consumer writes.

    Enter it in the thread that writes, inside the function given to `database_sync_to_async`.
    """
    headers = dict(scope.get("headers", ()))
    context: dict[str, Any] = {"user": getattr(user, "pk", None), "route": route}
    if context["user"]:
        context["address"] = (scope.get("client") or ("",))[0]
        context["user_agent"] = headers.get(b"user-agent", b"").decode("latin-1")[:AGENT_LENGTH]
    return pghistory.context(**context)


def person(user: Any) -> Any:
    """A context manager for what somebody asks for through an outside service, whose address is not theirs."""
    return pghistory.context(user=user.pk, address="", user_agent="")
