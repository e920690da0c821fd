"""Reading a sensitive answer in the admin site: asked for by a button, noted, shown once."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import audit
from forms_intake import sensitive
from forms_intake.models import Submission
from forms_intake.sensitive import Answer
from school.encryption import Undecryptable
from school.sensitive import Reading


def panel(row: Submission, reader: Any) -> SafeString:
    """On the slip's page: that something is there, and the way to it for whoever may read it."""
    context: dict[str, Any] = {"row": row, "answers": []}
    try:
        context["answers"] = [(answer, sensitive.may_read(reader, answer)) for answer in sensitive.present(row)]
    except Undecryptable:
        context["unreadable"] = _unreadable()
    return render_to_string("admin/forms_intake/_sensitive.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int, key: str) -> TemplateResponse:
    """GET asks whether it is needed; POST notes who reads, then shows the text and keeps it nowhere."""
    answer = Answer(key) if key in Answer.values else None
    row = get_object_or_404(Submission.objects.defer("sensitive"), pk=pk)
    if answer is None:
        raise Http404
    if not request.user.has_perm("forms_intake.view_submission") or not sensitive.may_read(request.user, answer):
        raise PermissionDenied
    context = admin.site.each_context(request) | {"title": f"{row.reference}: {answer.label}", "row": row, "text": None}
    if request.method == "POST":
        context |= _shown(request, row, answer)
    return TemplateResponse(request, "admin/forms_intake/submission/sensitive.html", context)


def _shown(request: HttpRequest, row: Submission, answer: Answer) -> dict[str, str]:
    try:
        return {"text": sensitive.read(row, answer, reading_of(request))}
    except KeyError:
        raise Http404 from None
    except Undecryptable:
        return {"unreadable": _unreadable()}


def reading_of(request: HttpRequest) -> Reading:
    """Who reads in this request."""
    return Reading(request.user, audit.behind(request.session), audit.address(request), audit.request_id())


def _unreadable() -> str:
    return _("This text cannot be read, because its encryption key is missing. Tell whoever looks after the server.")
