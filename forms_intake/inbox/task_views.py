"""What has to be done: about one slip, and as a list to work off."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from forms_intake import access, office_tasks, work
from forms_intake.access import for_workers
from forms_intake.admin.tasks import due_words
from forms_intake.inbox import deeds, detail
from forms_intake.inbox.forms import TaskForm
from forms_intake.models import Task
from forms_intake.models.submission import HEAVY_OF_ANOTHER
from school import clock, keyset

SIZE = 50
MINE, ALL = "mine", "all"


@for_workers
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks, what is overdue first: the reader's own, or everybody's."""
    who = ALL if request.GET.get("who") == ALL else MINE
    rows = Task.objects.open().select_related("submission__branch", "assignee").defer(*HEAVY_OF_ANOTHER)
    if who == MINE:
        rows = rows.filter(assignee=request.user.pk)
    bound = {"who": who, "reader": str(request.user.pk) if who == MINE else ""}
    found = keyset.page(rows, order=("due_on", "id"), cursor=request.GET.get("cursor"), size=SIZE, filters=bound)
    context = {
        "who": who,
        "tasks": [(task, due_words(task), task.due_on < clock.today()) for task in found.items],
        "newer": _address(who, found.newer),
        "older": _address(who, found.older),
        "may": access.may_work(request.user),
    }
    return render(request, "inbox/tasks.html", context)


def _address(who: str, cursor: str | None) -> str:
    return f"{reverse('inbox:tasks')}?{urlencode({'who': who, 'cursor': cursor})}" if cursor else ""


@for_workers
@require_POST
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """One more for a slip; whoever is refused keeps what they typed."""
    if not access.may_work(request.user):
        raise PermissionDenied
    by = cast(User, request.user)
    row, form = detail.opened(reference), TaskForm(request.POST, reader=by)
    if not form.is_valid():
        return detail.answer(request, row, status=422, task_form=form)
    try:
        office_tasks.add(row, **form.cleaned_data, by=by)
    except work.Refused as refused:
        form.add_error(None, str(refused))
        return detail.answer(request, detail.opened(reference), status=409, task_form=form, refusal=str(refused))
    messages.success(request, _("Task added."))
    return deeds.done(request, row)


@for_workers
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    return _done(request, pk, office_tasks.finish, _("Done: %(task)s"))


@for_workers
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done after all."""
    return _done(request, pk, office_tasks.reopen, _("To do again: %(task)s"))


def _done(request: HttpRequest, pk: int, verb: Callable[..., Task], words: str) -> HttpResponse:
    """Leads back to the list or the slip that held the button."""
    if not access.may_work(request.user):
        raise PermissionDenied
    rows: Any = Task.objects.select_related("submission").defer(*HEAVY_OF_ANOTHER)
    task = get_object_or_404(rows, pk=pk)
    is_list = request.POST.get("back") in (MINE, ALL)
    try:
        stored = verb(task, by=cast(User, request.user))
    except work.Refused as refused:
        if not is_list:
            return detail.answer(request, detail.opened(task.submission.reference), status=409, refusal=str(refused))
        messages.error(request, str(refused))
    else:
        messages.success(request, words % {"task": stored.words})
    if is_list:
        return redirect(f"{reverse('inbox:tasks')}?{urlencode({'who': request.POST['back']})}")
    return deeds.done(request, task.submission)
