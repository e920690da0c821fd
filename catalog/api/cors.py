"""Which sites' pages may read the answers in a browser: the configured ones, without cookies (Fetch standard, CORS).

Twenty lines: django-cors-headers would bring settings for what is never allowed here, and run for every page.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

# Beyond those that scripts may read anyway.
_EXPOSED = "ETag, Retry-After"
_HEADERS = "If-None-Match, If-Modified-Since"
_PREFLIGHT_S = "7200"


def allow(request: HttpRequest, response: HttpResponseBase) -> None:
    """Adds what a browser looks for; nothing at all for a site that is not configured."""
    if not settings.API_CORS_ORIGINS:
        return
    patch_vary_headers(response, ["Origin"])
    if (origin := request.headers.get("Origin")) not in settings.API_CORS_ORIGINS:
        return
    response["Access-Control-Allow-Origin"] = origin
    response["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response["Access-Control-Allow-Methods"] = "GET, HEAD"
        response["Access-Control-Allow-Headers"] = _HEADERS
        response["Access-Control-Max-Age"] = _PREFLIGHT_S
