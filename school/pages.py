"""Pages that belong to no app: home, privacy, the way into a room, language and theme, and what went wrong."""

import sys

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static

from school import context, outage, reader, ways

# Slips store the version whose text their sender agreed to, so each stays readable: a change of the notice is a new
# file templates/pages/privacy/_<version>.html and this number raised; files that slips were sent under never change.
PRIVACY_NOTICE_VERSION = 2

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def home(request: HttpRequest) -> HttpResponse:
    """Three doors: send a slip, enter a room, staff."""
    return render(request, "pages/home.html")


def rooms(request: HttpRequest) -> HttpResponse:
    """How one enters a room."""
    return render(request, "pages/rooms.html")


def privacy(request: HttpRequest, version: int = PRIVACY_NOTICE_VERSION) -> HttpResponse:
    """The data protection notice in force, or an earlier one; 404 for one that never was."""
    if not 1 <= version <= PRIVACY_NOTICE_VERSION:
        raise Http404
    is_old = version < PRIVACY_NOTICE_VERSION
    context = {
        "version": version,
        "text": f"pages/privacy/_{version}.html",
        "is_old": is_old,
        "older": [] if is_old else range(PRIVACY_NOTICE_VERSION - 1, 0, -1),
    }
    return render(request, "pages/privacy.html", context)


def favicon(_request: HttpRequest) -> HttpResponse:
    """For browsers that look at the fixed address only."""
    return redirect(static("school/favicon.ico"))


def preferences(request: HttpRequest) -> HttpResponse:
    """Takes the switches of header and footer, and leads back to the page they stood on."""
    if request.method != "POST":
        return redirect("home")
    wanted = {name: request.POST[name] for name in reader.CHOICES if name in request.POST}
    if not wanted or any(value not in reader.CHOICES[name] for name, value in wanted.items()):
        return render(request, "400.html", status=400)
    reader.picked.send(sender=None, request=request, wanted=wanted)
    response = HttpResponseRedirect(_way_back(request), status=303)
    for name, value in wanted.items():
        reader.remember(response, name, value)
    return response


def _way_back(request: HttpRequest) -> str:
    path = request.POST.get("next", "")
    return path if ways.is_own(path) else "/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for what exceeds a limit."""
    if isinstance(exception, _TOO_LARGE):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """413 for what was cut off before it was read (school.bodies)."""
    return render(request, "413.html", status=413)


def busy(request: HttpRequest) -> HttpResponse:
    """503 for a large body while as many as can be are being read (school.bodies)."""
    return render(request, "busy.html", status=503)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in or not, this is not for this reader."""
    return render(request, "403.html", {"sentence": getattr(exception, "sentence", "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old: cookies are off, or the page was open too long."""
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, also called by allauth."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the cause is a lost database. No context processors: one of them may be what failed."""
    error = sys.exception()
    if isinstance(error, outage.LOST):
        return outage.page(request, error)
    code = structlog.contextvars.get_contextvars().get("request_id", "")
    return HttpResponse(render_to_string("500.html", {**context.site(request), "request_id": code}), status=500)
