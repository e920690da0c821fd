"""The papers of a slip in the admin site: listed on its page, opened one by one, each opening noted."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forms_intake.admin.sensitive import reading_of
from forms_intake.enums import FileType, ScanState
from forms_intake.files import opening, scanner
from forms_intake.files.opening import Locked
from forms_intake.models import Attachment, Submission
from school import sensitive

_AN_HOUR = 3600  # seconds
# Reasons that make papers a matter of health: those are shown to nobody who does not ask for them.
_HEALTH = ("sick", "health")


@dataclass(frozen=True)
class Shown:
    """One file, in words."""

    row: Attachment
    has_picture: bool
    is_locked: bool


def panel(slip: Submission) -> SafeString:
    """On the slip's page: every file, with a small picture where nothing about health can be on it."""
    context = {"slip": slip, "files": shown(slip), "is_scanned": scanner.is_set_up(), "is_private": is_private(slip)}
    return render_to_string("admin/forms_intake/_files.html", context)


def shown(slip: Submission) -> list[Shown]:
    """Every file of the slip, in words."""
    return [_shown(row, is_private=is_private(slip)) for row in slip.attachments.all()]


def is_private(slip: Submission) -> bool:
    """Whether the slip's papers may be about health."""
    return slip.payload.get("reason") in _HEALTH


def urls(site: AdminSite) -> list[URLPattern]:
    """The file itself, and the small picture of it."""
    name = "forms_intake_submission_file"
    return [
        path("<int:pk>/files/<int:file>/", site.admin_view(page), name=name),
        path("<int:pk>/files/<int:file>/small/", site.admin_view(small), name=f"{name}_small"),
    ]


@never_cache
@require_safe
def page(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The file, and a note of who opened it. Locked or lost, a page says so instead."""
    row = _of_slip(request, pk, file)
    try:
        content = opening.content(row)
    except Locked as locked:
        return _not_shown(request, row, locked.state)
    except FileNotFoundError:
        return _not_shown(request, row, None)
    sensitive.note(row, "file", reading_of(request))
    return _bare(content, row, as_attachment=row.content_type != FileType.JPEG)


@require_safe
def small(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The small picture of a file; none of what is locked, lost, or about health."""
    row = _of_slip(request, pk, file)
    if row.submission is None or row.submission.payload.get("reason") in _HEALTH:
        raise Http404
    try:
        content = opening.small(row)
    except (Locked, FileNotFoundError, ValueError, ValidationError):
        raise Http404 from None
    response = _bare(content, row, as_attachment=False)
    # The same number never shows another picture; a proxy keeps none.
    response["Cache-Control"] = f"private, max-age={_AN_HOUR}"
    return response


def _shown(row: Attachment, *, is_private: bool) -> Shown:
    is_locked = row.scan == ScanState.INFECTED
    return Shown(row, row.content_type == FileType.JPEG and not is_private and not is_locked, is_locked)


def _of_slip(request: HttpRequest, pk: int, file: int) -> Attachment:
    if not request.user.has_perm("forms_intake.view_submission"):
        raise PermissionDenied
    rows = Attachment.objects.select_related("submission").defer("submission__sensitive")
    return get_object_or_404(rows, pk=file, submission=pk)


def _bare(content: bytes, row: Attachment, *, as_attachment: bool) -> HttpResponse:
    """Bytes that a browser shows or saves, and does nothing else with."""
    response = HttpResponse(content, content_type=row.content_type)
    response["Content-Disposition"] = str(content_disposition_header(as_attachment, row.name))
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself, it may do nothing at all; the site's own policy is not added to one that is there.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _not_shown(request: HttpRequest, row: Attachment, state: ScanState | None) -> TemplateResponse:
    sentences = {
        ScanState.INFECTED: _("The virus scanner found something harmful in this file. Ask the sender for another one"),
        ScanState.UNSCANNED: _("The virus scanner does not answer. Open the file again in a few minutes"),
    }
    sentence = sentences[state] if state in sentences else _("This file can no longer be found. Ask the sender for it")
    context: dict[str, Any] = {**admin.site.each_context(request)}
    context |= {"title": row.name, "row": row, "sentence": sentence}
    status = 404 if state is None else 403
    return TemplateResponse(request, "admin/forms_intake/submission/file.html", context, status=status)
