"""The page for a lost database: plain, in the reader's language, made without any store."""

import django.db
import psycopg
import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from school import context

# The pool's time-out is a psycopg.OperationalError too.
LOST = (django.db.OperationalError, django.db.InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
RETRY_AFTER = 30  # seconds

log = structlog.get_logger(__name__)


def page(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503 with Retry-After, logged in one line: no traceback per visitor while the database is away."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    log.error("database_unavailable", error=type(error.__cause__ or error).__name__, view=view)
    response = HttpResponse(render_to_string("503.html", context.site(request)), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    # Django's own mark, or it would log the whole traceback again.
    response._has_been_logged = True  # type: ignore[attr-defined]  # see above
    return response
