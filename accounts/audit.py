"""Who, from where and why: the context that the database writes beside every history row."""

from typing import Any

import pghistory.middleware
import structlog
from django.http import HttpRequest


class AuditMiddleware(pghistory.middleware.HistoryMiddleware):
    """Adds address, user agent and request id to the user and path that pghistory notes."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What one request says about itself; read by the history pages of the admin site."""
        context: dict[str, Any] = super().get_context(request)
        return context | {
            "address": request.META.get("REMOTE_ADDR", ""),
            "user_agent": request.headers.get("User-Agent", "")[:200],
            "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        }
