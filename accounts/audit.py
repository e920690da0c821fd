"""Who, from where and why: the context that the database writes beside every history row."""

from typing import Any

import pghistory.middleware
import structlog
from django.http import HttpRequest


class AuditMiddleware(pghistory.middleware.HistoryMiddleware):
    """Adds request id, address and user agent to the user and path that pghistory notes.

    Not the address of somebody who is not signed in: of a slip's sender only a hash is kept (slips.md section 3).
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What one request says about itself; read by the history pages of the admin site."""
        context: dict[str, Any] = super().get_context(request)
        context["request_id"] = structlog.contextvars.get_contextvars().get("request_id", "")
        if context["user"]:
            context["address"] = request.META.get("REMOTE_ADDR", "")
            context["user_agent"] = request.headers.get("User-Agent", "")[:200]
        return context
