"""Full answers, or 304 for whoever has the newest one already (RFC 9110, section 13)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from catalog.api.reading import Sealed
from school import clock

_CACHING = "public, max-age=60, must-revalidate"
# HTTP's dates know whole seconds: until this one is over, another change may come in it.
_SETTLED_S = 2


def answer(request: HttpRequest, sealed: Sealed, changed_at: datetime | None = None) -> HttpResponseBase:
    """With the validators; 304 or 412 where the request's conditions say so."""
    response = HttpResponse(sealed.body, content_type="application/json")
    response["ETag"] = sealed.etag
    response["Cache-Control"] = _CACHING
    changed_s = int(changed_at.timestamp()) if changed_at else None
    if changed_at and changed_s is not None:
        # A date too early costs one answer more; one that hid the next change would cost the truth.
        is_settled = clock.now().timestamp() - changed_at.timestamp() > _SETTLED_S
        response["Last-Modified"] = http_date(changed_s if is_settled else changed_s - 1)
    # None only comes of no response.
    return get_conditional_response(request, sealed.etag, changed_s, response) or response
