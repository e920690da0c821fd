"""Views of the inbox's list."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forms_intake.access import for_workers
from forms_intake.inbox import page


@for_workers
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The list, filtered by its own address, and nothing open; for htmx and live lists only what changes."""
    if "HX-Request" not in request.headers or "HX-History-Restore-Request" in request.headers:
        return page.rendered(request)
    return page.fragment(request)
