"""What went wrong, for programs and whoever reads their logs: RFC 9457, in the language of Accept-Language."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _

from catalog.api.asked import Sentence

TYPE = "application/problem+json"
# What says how to go on; everything else of the page belongs to the page.
_KEPT = ("Allow", "Retry-After")
_DETAILS: dict[int, Sentence] = {
    HTTPStatus.BAD_REQUEST: _("The request could not be read. Look at its address."),
    HTTPStatus.NOT_FOUND: _("There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This can only be read: use GET, HEAD or OPTIONS."),
    HTTPStatus.PRECONDITION_FAILED: _("It has changed meanwhile. Read it again."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Ask for less: send no body, and few parameters."),
    HTTPStatus.TOO_MANY_REQUESTS: _("Too many requests from your address. Wait as long as Retry-After says."),
    HTTPStatus.SERVICE_UNAVAILABLE: _("The database is away for the moment. Ask again in half a minute."),
}
_OTHERWISE = _("Something went wrong on our side. Ask again later.")


def answer(
    request: HttpRequest, status: int, *, detail: Sentence = "", sentences: Mapping[str, Sentence] | None = None
) -> HttpResponse:
    """The problem; `sentences` speak of parameters, by name."""
    with translation.override(get_language_from_request(request)):
        said = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": str(detail or _DETAILS.get(status, _OTHERWISE)),
        }
        if sentences:
            said["errors"] = [{"parameter": name, "detail": str(text)} for name, text in sentences.items()]
        response = HttpResponse(json.dumps(said, ensure_ascii=False), content_type=TYPE, status=status)
        response["Content-Language"] = translation.get_language()
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def instead_of(request: HttpRequest, page: HttpResponseBase) -> HttpResponse:
    """For the page that a browser would have been shown."""
    response = answer(request, page.status_code)
    for name in _KEPT:
        if name in page.headers:
            response[name] = page.headers[name]
    # Django's own mark: it has been told in the log.
    response._has_been_logged = True  # type: ignore[attr-defined]  # see above
    return response
