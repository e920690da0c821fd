"""One slip beside the list: everything that the office knows of it, and what can be done with it now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.entering import signed_in
from forms_intake import notes
from forms_intake.access import for_workers
from forms_intake.admin import deliveries_panel, deliveries_words, tasks
from forms_intake.admin import work as office
from forms_intake.enums import Flag
from forms_intake.inbox import earlier, facts, history_lines, page
from forms_intake.inbox.filters import carried
from forms_intake.inbox.forms import AssignForm, NoteForm, TaskForm
from forms_intake.inbox.promise import Watch
from forms_intake.models import Delivery, Note, Submission, Task
from forms_intake.notices import reading
from forms_intake.status import links
from forms_intake.status.page import BADGES
from forms_intake.work_rules import ENDED, Verb
from school import clock

# Done by one press; the others ask first, for a reason or to make sure.
AT_ONCE = office.AT_ONCE
# As many buttons as stand beside each other where the slip has little room; the others are in a menu.
_IN_ROW = 4


@for_workers
@require_safe
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """One slip: beside the list, or by itself for a page that shows the list already."""
    row = opened(reference)
    if _is_by_hand(request):
        reading.opened(signed_in(request), row)
    return answer(request, row)


def opened(reference: str) -> Submission:
    """The slip of this reference, archived ones too; 404 when there is none."""
    rows = Submission.objects.select_related("branch", "assignee", "status_by", "archived_by", "duplicate_of")
    # What is kept apart is not even read for a page that never shows it.
    light = rows.defer("sensitive", "duplicate_of__sensitive", "duplicate_of__payload")
    return get_object_or_404(light, reference=reference)


def answer(request: HttpRequest, row: Submission, *, status: int = 200, **more: Any) -> HttpResponse:
    """The detail for htmx, else the whole page; `more` is what a deed has to say."""
    given = context(row, request) | more
    if is_part(request):
        response = render(request, "inbox/_detail_answer.html", given, status=status)
    else:
        response = page.rendered(request, opened=row, detail=given)
        response.status_code = status
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _is_by_hand(request: HttpRequest) -> bool:
    """Whether a person has opened the slip, and not a page that keeps itself up to date while nobody sits there."""
    return not is_part(request) or "HX-Boosted" in request.headers


def is_part(request: HttpRequest) -> bool:
    """Whether a page asks for a part of itself; one that the browser's history lost is asked for as a whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def tail(request: HttpRequest) -> str:
    """The list's filters, kept in every address of the slip."""
    kept = carried(request.GET)
    return f"?{kept}" if kept else ""


def address(request: HttpRequest, row: Submission) -> str:
    """The slip's own address, with the list's filters."""
    return reverse("inbox:slip", args=[row.reference]) + tail(request)


def context(row: Submission, request: HttpRequest) -> dict[str, Any]:
    """For templates/inbox/_detail.html."""
    reader, told = request.user, facts.consequences(row)
    groups, contact = facts.answers(row)
    may = office.may_touch(row, reader)
    return {
        "row": row,
        "tail": tail(request),
        "own": address(request, row),
        "badge": BADGES[row.work_status],  # type: ignore[index]  # stored as text
        "promise": Watch(clock.now()).of(row),
        "may": may,
        "consequences": told,
        "flags": facts.flags(row, told),
        "groups": groups,
        "contact": contact,
        "said": row.messages.order_by("pk"),
        "link": links.address(row) if may else "",
        "others": earlier.of(row),
        "lines": history_lines.of(row, reader),
        **_toolbar(row, reader, may=may),
        **_beside(row, reader, may=may),
        **_lark(row, reader),
        **facts.apart(row, reader),
        **dict(facts.panels(row, reader)),
    }


def _toolbar(row: Submission, reader: Any, *, may: bool) -> dict[str, Any]:
    verbs, is_spam = office.offered(row, reader), may and Flag.POSSIBLE_SPAM in row.flags
    # Withdrawing is done once a month, by mistake more often: last in the menu.
    usual = [verb for verb in verbs if verb is not Verb.WITHDRAW]
    told = [(verb.value, office.label(verb, row, reader), verb in AT_ONCE) for verb in usual]
    in_row = _IN_ROW - is_spam
    is_long = may and Flag.HOLD_TOO_LONG in row.flags and Verb.APPROVE not in verbs
    return {
        "buttons": told[:in_row],
        "beyond": told[in_row:],
        "seldom": [(verb.value, office.label(verb, row, reader)) for verb in verbs if verb not in usual],
        "is_long": is_long and Verb.DECLINE in verbs,
        "is_spam": is_spam,
        "assign_form": AssignForm(row, "assign") if may and row.work_status not in ENDED else None,
        "may_archive": not row.is_archived and reader.has_perm("forms_intake.archive_submission"),
        "may_restore": row.is_archived and not row.purged_at and reader.has_perm("forms_intake.restore_submission"),
    }


def _beside(row: Submission, reader: Any, *, may: bool) -> dict[str, Any]:
    """What the office wrote to itself, and what it has to do."""
    written = Note.objects.filter(submission=row.pk, archived_at=None).select_related("author").order_by("pk")
    waiting = Task.objects.filter(submission=row.pk).select_related("assignee", "done_by")
    return {
        "notes": [(note, may and notes.may_remove(note, reader)) for note in written],
        "tasks": [(task, tasks.due_words(task)) for task in waiting.order_by("-done_at", "due_on", "pk")],
        "note_form": NoteForm() if may else None,
        "task_form": TaskForm(reader=reader) if may else None,
    }


def _lark(row: Submission, reader: Any) -> dict[str, Any]:
    owed = Delivery.objects.filter(submission=row.pk).order_by("pk")
    return {
        "deliveries": deliveries_panel.shown(owed, reader),
        "lark_status": deliveries_words.lark_status(row),
        "is_paused": deliveries_words.is_paused(row),
    }
