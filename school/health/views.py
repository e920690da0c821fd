"""Operators' addresses. Route visitors by `live`: what `ready` finds does not keep the site from accepting slips."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from school.health import checks

_PROXIED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; asks no store."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when no check needs a person to look, else 503: stores, worker, deliveries, the nightly purge.

    For alarms, never for routing: one failed purge would take the whole site away.
    """
    found = checks.results()
    ok = all(result.ok for result in found.values())
    body = {"ok": ok, "checks": {name: _shown(result) for name, result in found.items()}}
    return JsonResponse(body, status=200 if ok else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for the bearer of METRICS_TOKEN, and for this machine in development."""
    if _is_local(request) or _bears_token(request):
        return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
    return HttpResponseForbidden("Set METRICS_TOKEN and send it as a bearer token.\n", content_type="text/plain")


def _shown(result: checks.Result) -> dict[str, object]:
    return {"ok": result.ok} if result.age is None else {"ok": result.ok, "age": round(result.age, 1)}


def _is_local(request: HttpRequest) -> bool:
    """In production a proxy may stand on this machine, and everybody would seem to be local."""
    if settings.PRODUCTION or any(name in request.headers for name in _PROXIED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _bears_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
