"""The banner by itself, for a page that is open while something breaks or is mended."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from forms_intake import alert_words, alerts
from forms_intake.access import for_workers


@for_workers
@never_cache
@require_safe
def banner(request: HttpRequest) -> HttpResponse:
    """The lines of the banner; nothing when all is well."""
    if not isinstance(request.user, User) or not alerts.may_read(request.user):
        raise PermissionDenied
    return render(request, "admin/forms_intake/_alert_lines.html", {"alerts": alert_words.shown_to(request.user)})
