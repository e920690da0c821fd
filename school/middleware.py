"""Middleware of every request: its id, the reader's language and theme, lost stores, the admin's own policy."""

import re
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from school import outage, reader

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]
# What proxies send. Anything else could smuggle line breaks or bulk into the logs.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(get_response: Handler) -> Handler:
    """Names the request, in each of its log lines and in X-Request-Id; a well-formed incoming id is kept.

    Its own line takes the place of the server's access log, which would keep what people search for.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        name = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        start = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=name):
            response = get_response(request)
            took = round((time.perf_counter() - start) * 1000)
            # Static files have no route, and are too many to be told.
            if request.resolver_match or response.status_code >= HTTPStatus.BAD_REQUEST:
                log.info("request", method=request.method, route=_route(request), status=response.status_code, ms=took)
        response["X-Request-Id"] = name
        return response

    return middleware


def _route(request: HttpRequest) -> str:
    """The pattern and not the path: a path may hold a key, as the link to a new password does."""
    return request.resolver_match.route if request.resolver_match else "no such page"


def preferences(get_response: Handler) -> Handler:
    """Vietnamese unless the visitor chose otherwise: phones here often ask for English unknown to their owner."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = reader.chosen(request, "language") or settings.LANGUAGE_CODE
        theme = reader.chosen(request, "theme")
        with reader.applied(request, language=language, theme=theme):
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def no_nul(get_response: Handler) -> Handler:
    """400 for an address with the character NUL: PostgreSQL takes it nowhere, so every search would fail."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        if b"\0" in asked or "\0" in request.path:
            return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)
        return get_response(request)

    return middleware


class unavailable:  # noqa: N801 - stands among functions in MIDDLEWARE and is named like them
    """Answers 503 when a view loses the database; what middleware loses comes through school.pages.server_error."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Django calls this for what a view raised."""
        return outage.page(request, error) if isinstance(error, outage.LOST) else None


def admin_csp(get_response: Handler) -> Handler:
    """The admin is not ours and needs a looser policy; it gets it under its own address only."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            # The attribute that django-csp's own decorators set.
            response._csp_replace = settings.ADMIN_CSP  # type: ignore[attr-defined]  # see above
        return response

    return middleware


# What a page of lessons needs of a browser, and what no page of ours does.
_OF_LESSONS = ("camera", "microphone", "display-capture", "midi")
# Only what browsers know: of others they complain on every page ("bluetooth").
_OF_NOBODY = ("geolocation", "payment", "usb", "serial", "browsing-topics")


def features(get_response: Handler) -> Handler:
    """Says in Permissions-Policy that camera, microphone, screen and MIDI are for the pages of rooms alone.

    Whatever runs on any other page, and whatever is embedded anywhere, cannot even ask for them.
    """
    shut = ", ".join(f"{feature}=()" for feature in (*_OF_LESSONS, *_OF_NOBODY))
    opened = ", ".join([*(f"{feature}=(self)" for feature in _OF_LESSONS), *(f"{each}=()" for each in _OF_NOBODY)])

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", opened if request.path.startswith("/r/") else shut)
        return response

    return middleware
