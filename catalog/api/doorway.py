"""Middleware before everything that knows people: who asks here is a program, and nobody in particular."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from catalog.api import cors, problem
from catalog.api.limits import Limiter, household

Handler = Callable[[HttpRequest], HttpResponseBase]
PREFIX = "/api/"


@cache
def limiter() -> Limiter:
    """Of this process."""
    return Limiter(settings.API_LIMIT_PER_MINUTE)


def doorway(get_response: Handler) -> Handler:
    """Counts, takes cookies away in both directions, and turns pages about errors into problems.

    Without a cookie there is no session, no query for one, and no answer that depends on who asks: every cache may
    keep it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        response = _refused(request) or _answered(request, get_response)
        cors.allow(request, response)
        return response

    return middleware


def _refused(request: HttpRequest) -> HttpResponseBase | None:
    wait = limiter().wait(household(request.META.get("REMOTE_ADDR", "")))
    if not wait:
        return None
    response = problem.answer(request, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(ceil(wait))
    return response


def _answered(request: HttpRequest, get_response: Handler) -> HttpResponseBase:
    request.META.pop("HTTP_COOKIE", None)
    request.COOKIES = {}
    response = get_response(request)
    if response.status_code >= HTTPStatus.BAD_REQUEST and response.headers.get("Content-Type") != problem.TYPE:
        return problem.instead_of(request, response)
    response.cookies.clear()
    _depends_on_no_cookie(response)
    return response


def _depends_on_no_cookie(response: HttpResponseBase) -> None:
    """Middleware that would have looked at one says so."""
    names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = ", ".join(name for name in names if name and name.lower() != "cookie")
    if kept:
        response["Vary"] = kept
    elif "Vary" in response.headers:
        del response.headers["Vary"]
