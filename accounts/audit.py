"""Who, from where and why: the context that the database writes beside every history row.

What no request does is told by school.origin: commands, tasks, sockets.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pghistory
import pghistory.middleware
import structlog
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from school import origin

# Django-hijack's own list of who is behind the session; ours is never longer than one.
HIJACKED = "hijack_history"


class AuditMiddleware(pghistory.middleware.HistoryMiddleware):
    """Notes person, impersonator, request id, route, address and user agent.

    The route and not the path, which may hold a key. Not the address of somebody who is not signed in: of a slip's
    sender only a hash is kept (slips.md section 3).
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What one request says about itself; read by accounts.history."""
        context: dict[str, Any] = {"user": request.user.pk, "request_id": request_id()}
        if request.user.pk:
            context |= {"address": address(request), "user_agent": user_agent(request)}
            if person := behind(request.session):
                context["impersonated_by"] = person
        return context

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> None:
        """The route is known only now."""
        if request.resolver_match:
            pghistory.context(route=request.resolver_match.route)


def request_id() -> str:
    """The name of the request in all logs; empty where there is none."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def address(request: HttpRequest) -> str:
    """The visitor's address; the server has taken it from the proxy (FORWARDED_ALLOW_IPS)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def user_agent(request: HttpRequest) -> str:
    """What the browser calls itself, cut."""
    return request.headers.get("User-Agent", "")[: origin.AGENT_LENGTH]


def behind(session: SessionBase) -> int | None:
    """The id of the administrator behind the session, if it shows the site as somebody else."""
    history = session.get(HIJACKED) or []
    return int(history[0]) if history else None
