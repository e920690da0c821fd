"""One slip on paper: what was filled in and how far it is. Nothing that is kept apart, and no word among colleagues."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms_intake.access import for_workers
from forms_intake.inbox import detail, facts
from school import clock


@for_workers
@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """A4, black on white."""
    row = detail.opened(reference)
    groups, contact = facts.answers(row)
    told = facts.consequences(row)
    context = {"row": row, "groups": groups, "contact": contact, "consequences": told, "now": clock.now()}
    context |= {"flags": facts.flags(row, told), "files": list(row.attachments.all())}
    return render(request, "inbox/print.html", context)
