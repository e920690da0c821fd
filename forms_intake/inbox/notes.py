"""Notes of one slip: written by colleagues for colleagues."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from forms_intake import access, notes, work
from forms_intake.access import for_workers
from forms_intake.inbox import deeds, detail
from forms_intake.inbox.forms import NoteForm
from forms_intake.models import Note


@for_workers
@require_POST
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """One more; whoever is refused keeps what they typed."""
    row, form = detail.opened(reference), NoteForm(request.POST)
    if not access.may_work(request.user):
        raise PermissionDenied
    if not form.is_valid():
        return detail.answer(request, row, status=422, note_form=form)
    try:
        notes.add(row, text=form.cleaned_data["text"], by=cast(User, request.user))
    except work.Refused as refused:
        form.add_error("text", str(refused))
        return detail.answer(request, detail.opened(reference), status=409, note_form=form, refusal=str(refused))
    messages.success(request, _("Note added. Only colleagues read it."))
    return deeds.done(request, row)


@for_workers
@require_POST
def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Puts one away; it stays in the history."""
    if not access.may_work(request.user):
        raise PermissionDenied
    row = detail.opened(reference)
    note = get_object_or_404(Note.objects.select_related("submission"), pk=pk, submission=row)
    try:
        notes.remove(note, by=cast(User, request.user))
    except work.Refused as refused:
        return detail.answer(request, row, status=409, refusal=str(refused))
    messages.success(request, _("Note removed."))
    return deeds.done(request, row)
