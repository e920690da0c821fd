"""The address at which an open slip says that it is open, and learns who else has it."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts.models import User
from forms_intake import work
from forms_intake.access import for_workers
from forms_intake.inbox import presence
from forms_intake.inbox.presence import Doing
from forms_intake.models import Submission


@for_workers
@require_POST
def beat(request: HttpRequest, reference: str) -> HttpResponse:
    """Notes that this tab is there, or that it has left, and answers with who else is.

    `seen`: the revision under the eyes of somebody who is writing; what was done since is told before they send.
    """
    rows = Submission.objects.select_related("status_by", "assignee").defer("sensitive", "payload")
    slip, person = get_object_or_404(rows, reference=reference), cast(User, request.user)
    typed = request.POST.get("doing", "")
    if typed not in list(Doing):
        return HttpResponseBadRequest()
    try:
        presence.beat(slip.pk, by=person, tab=request.POST.get("tab", ""), doing=Doing(typed))
    except ValueError:
        return HttpResponseBadRequest()
    if typed == Doing.GONE:
        return HttpResponse(status=204)
    context = {"colleagues": presence.others(slip.pk, of=person), "changed": _changed(request, slip)}
    return render(request, "inbox/_presence.html", context)


def _changed(request: HttpRequest, slip: Submission) -> str:
    """Who did what, in one sentence; empty while the slip is as the page showed it."""
    seen = request.POST.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        return ""
    try:
        work.check_seen(slip, int(seen))
    except work.Refused as refused:
        return str(refused)
    return ""
