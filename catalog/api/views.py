"""The addresses under /api/v1/: three things to read, and nothing to write."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.api import asked, conditional, openapi, problem, reading
from school.keyset import BadCursor

View = Callable[..., HttpResponseBase]
METHODS = "GET, HEAD, OPTIONS"


def _readable(view: View) -> View:
    """Answers OPTIONS, refuses what writes, and says what is wrong with the address."""

    @csrf_exempt  # nothing is written here: the answer to POST is 405, whatever it carries
    @require_http_methods(METHODS.split(", "))
    @wraps(view)
    def reading_view(request: HttpRequest, **names: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS})
        try:
            return view(request, **names)
        except asked.Misasked as wrong:
            detail = _("Some parameters cannot be used; see `errors`.")
            return problem.answer(request, HTTPStatus.BAD_REQUEST, detail=detail, sentences=wrong.sentences)

    return reading_view


@_readable
def products(request: HttpRequest) -> HttpResponseBase:
    """A page of products; those on offer, unless the address says otherwise."""
    wanted = asked.Asked.read(request.GET)
    state = reading.state()
    try:
        # Not of the Host header: whoever asks first would choose where the links of a shared cache lead.
        sealed = reading.listed(state, wanted, settings.SITE_URL + request.path)
    except BadCursor as error:
        raise asked.Misasked({"cursor": asked.BAD_CURSOR}) from error
    return conditional.answer(request, sealed, state.newest)


@_readable
def product(request: HttpRequest, sku: str) -> HttpResponseBase:
    """One product, archived or not, so that links to it stay alive."""
    asked.nothing(request.GET)
    found = reading.single(sku)
    if found is None:
        detail = _("There is no product with this SKU. SKUs are written in capitals.")
        return problem.answer(request, HTTPStatus.NOT_FOUND, detail=detail)
    return conditional.answer(request, *found)


@_readable
def document(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    asked.nothing(request.GET)
    return conditional.answer(request, openapi.SEALED)
