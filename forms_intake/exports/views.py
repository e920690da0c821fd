"""The pages of an export: what will be in it, how far it is, and the file."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from forms_intake.access import for_workers
from forms_intake.admin.sensitive import reading_of
from forms_intake.enums import ExportFormat, ExportState
from forms_intake.exports import jobs, selection, storage, words
from forms_intake.exports.forms import ExportForm
from forms_intake.inbox.filters import Filters
from forms_intake.models import Export
from school import clock
from school.archive import Refused

# As many bytes as are read and sent at a time.
_PART = 256 * 1024
_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@for_workers
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """GET says what the file will hold; POST has it written."""
    person = _exporter(request)
    filters = Filters.read(request.GET)
    form = ExportForm(request.POST if request.method == "POST" else None, form_type=filters.form_type)
    if not form.is_valid():
        return _question(request, filters, form, person)
    try:
        started = jobs.start(filters, language=translation.get_language() or "vi", by=person, **form.cleaned_data)
    except Refused as refused:
        return _question(request, filters, form, person, refused=str(refused))
    return redirect("inbox:export_progress", started.pk)


def _question(
    request: HttpRequest, filters: Filters, form: ExportForm, person: User, *, refused: str = ""
) -> HttpResponse:
    problems = [refused] if refused else [str(error) for errors in form.errors.values() for error in errors]
    context = {
        "filters": filters,
        "told": words.of_filters(filters),
        "number": selection.number(filters, reader=person),
        "form": form,
        "problems": problems,
        "inbox_address": _inbox(filters.query()),
        "own": Export.objects.filter(created_by=person)[:5],
        "hours": int(jobs.LASTS.total_seconds() // 3600),
    }
    return render(request, "inbox/export.html", context, status=422 if problems else 200)


@for_workers
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one is, and the way to the file."""
    found = _of_reader(request, pk)
    context = {
        "export": found,
        "told": words.of_export(found),
        "is_open": found.state in (ExportState.QUEUED, ExportState.RUNNING),
        "has_file": _has_file(found),
        "inbox_address": _inbox(found.query),
        "again_address": f"{reverse('inbox:export')}?{found.query}",
    }
    return render(request, "inbox/export_progress.html", context)


@for_workers
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops one that waits or is being written."""
    person = _exporter(request)
    jobs.cancel(_of_reader(request, pk), by=person)
    return redirect("inbox:export_progress", pk)


@for_workers
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, and a note of who took it; the page that says why, when there is none any more."""
    found = _of_reader(request, pk)
    if not _has_file(found) or found.stored is None:
        return redirect("inbox:export_progress", pk)
    path = storage.path_of(found.stored)
    if not path.exists():
        raise Http404
    if request.method == "GET":
        jobs.downloaded(found, reading_of(request))
    # A streamed answer is none of Django's HttpResponse, but passes wherever one does.
    return cast(HttpResponse, _bare(request, found, path))


def _exporter(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm("forms_intake.export_submission"):
        raise PermissionDenied
    return request.user


def _of_reader(request: HttpRequest, pk: int) -> Export:
    """The export, for the one who made it and for administrators; others learn nothing of it."""
    person = _exporter(request)
    rows = Export.objects.select_related("created_by")
    if not person.has_perm("forms_intake.view_export"):
        rows = rows.filter(created_by=person)
    return get_object_or_404(rows, pk=pk)


def _has_file(found: Export) -> bool:
    return found.state == ExportState.READY and found.expires_at is not None and found.expires_at > clock.now()


def _bare(request: HttpRequest, found: Export, path: Path) -> StreamingHttpResponse:
    """Bytes that a browser saves and nobody keeps; sent in parts, so that no process ever holds the whole file."""
    # The server would gather a plain iterator first. Opened with the first part: not everybody waits for it.
    parts: Any = _parts_for_loop(path) if isinstance(request, ASGIRequest) else _parts(path)
    response = StreamingHttpResponse(parts, content_type=_TYPES[ExportFormat(found.format)])
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = _disposition(found)
    # So that it is not compressed on its way: it comes with its length, and a browser can say how far it is.
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _disposition(found: Export) -> str:
    """A name for old programs, and the same with its marks."""
    at = timezone.localtime(found.created_at, timezone.get_default_timezone())
    tail = f"{at:%Y-%m-%d-%H%M}.{found.format}"
    with translation.override(found.language):
        name = quote(f"{words.title()} {tail}")
    return f"attachment; filename=\"phieu-{tail}\"; filename*=UTF-8''{name}"


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        yield from iter(partial(opened.read, _PART), b"")


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


async def _parts_for_loop(path: Path) -> AsyncIterator[bytes]:
    with await sync_to_async(_opened, thread_sensitive=False)(path) as opened:
        read = sync_to_async(partial(opened.read, _PART), thread_sensitive=False)
        while part := await read():
            yield part


def _inbox(query: str) -> str:
    return reverse("inbox:list") + (f"?{query}" if query else "")
