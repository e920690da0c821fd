"""The site's addresses, and views that fail in every way a view can."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg_pool import PoolTimeout

from school import urls

SECRET = "password=hunter2"
_FAILURES = {
    "broken": ZeroDivisionError,
    "forbidden": PermissionDenied,
    "suspicious": SuspiciousOperation,
    "lost": OperationalError,
    "closed": InterfaceError,
    "exhausted": PoolTimeout,
}


def fail(request: HttpRequest, how: str) -> HttpResponse:
    if how == "hangs":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10ms'")
            cursor.execute("SELECT pg_sleep(60)")
    raise _FAILURES[how](SECRET)


# Named like a page for everybody, so that the gate lets everybody come to the failure.
urlpatterns = [path("fail/<how>/", fail, name="too_large"), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
