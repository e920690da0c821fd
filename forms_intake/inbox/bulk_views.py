"""The addresses of bulk deeds and of undoing: a fragment for the script of the page, a way back for others."""

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from forms_intake import access
from forms_intake.access import for_workers
from forms_intake.inbox import bulk, bulk_words, undo
from forms_intake.inbox.bulk import Chosen, Deed
from forms_intake.inbox.bulk_question import Question
from forms_intake.inbox.bulk_words import Told
from forms_intake.inbox.filters import Filters
from forms_intake.work_rules import LONGEST_REASON
from school.archive import Refused

# The browser of somebody without script reads them all on one page.
_MOST_TOLD = 5


@for_workers
@require_POST
def deed(request: HttpRequest, verb: str) -> HttpResponse:
    """Does it to the ticked rows; what needs a reason or a colleague asks for it first."""
    if verb not in Deed.values:
        raise Http404
    if not access.may_work(request.user):
        raise PermissionDenied
    kind, by = Deed(verb), cast(User, request.user)
    try:
        rows = bulk.chosen(request.POST.getlist("row"))
    except Refused as refused:
        return _answer(request, bulk_words.refusal(str(refused)))
    to, reason = _colleague(request), request.POST.get("reason", "")
    if kind in bulk.ASKING and (asked := _asked(request, kind, rows, to=to, reason=reason)):
        return asked
    outcome = bulk.do(kind, rows, by=by, reason=reason, to=to)
    return _answer(request, bulk_words.told(outcome, request=request, by=by))


@for_workers
@require_POST
def undo_deed(request: HttpRequest) -> HttpResponse:
    """Takes the deed back that the word names."""
    if not access.may_work(request.user):
        raise PermissionDenied
    try:
        undone = undo.undo(request.POST.get("word", ""), by=cast(User, request.user))
    except Refused as refused:
        return _answer(request, bulk_words.refusal(str(refused)))
    return _answer(request, bulk_words.told_undone(undone, request=request))


def _asked(
    request: HttpRequest, deed: Deed, rows: Sequence[Chosen], *, to: User | None, reason: str
) -> HttpResponse | None:
    """The question, as long as its answer is missing."""
    is_answered = "to" in request.POST if deed is Deed.ASSIGN else "reason" in request.POST
    error = _missing(deed, to=to, is_nobody=request.POST.get("to") == "none", reason=reason)
    if is_answered and not error:
        return None
    stored = bulk.find(rows)
    # As they stand in the list, so that whoever reads the names finds them there.
    slips = [stored[row.reference] for row in rows if row.reference in stored]
    question = Question(deed, rows, slips, reason=reason, error=error if is_answered else "")
    template = "inbox/_bulk_question.html" if _is_script(request) else "inbox/bulk_question.html"
    context = {"question": question, "query": request.POST.get("query", ""), "longest": LONGEST_REASON}
    return render(request, template, context, status=422 if question.error else 200)


def _missing(deed: Deed, *, to: User | None, is_nobody: bool, reason: str) -> str:
    if deed is Deed.ASSIGN:
        return "" if to or is_nobody else bulk_words.nobody_to_assign()
    if not reason.strip():
        return _("Enter the reason. The sender reads it.")
    if len(reason) > LONGEST_REASON:
        words = _("Shorten the reason to %(most)s characters, it has %(length)s now.")
        return words % {"most": LONGEST_REASON, "length": len(reason)}
    return ""


def _colleague(request: HttpRequest) -> User | None:
    """Whoever was chosen, also if they left meanwhile: the verb says so."""
    typed = request.POST.get("to", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 10
    return User.objects.filter(pk=int(typed)).first() if is_number else None


def _is_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _answer(request: HttpRequest, told: Told) -> HttpResponse:
    """The fragment that keys.js puts in place; or the list again, with everything said above it."""
    if _is_script(request):
        return render(request, "inbox/_told.html", {"told": told})
    if told.said:
        messages.success(request, told.said)
    for reference, sentence in told.refused[:_MOST_TOLD]:
        messages.error(request, f"{reference}: {sentence}" if reference else sentence)
    if len(told.refused) > _MOST_TOLD:
        messages.error(request, _("And %(count)s more.") % {"count": len(told.refused) - _MOST_TOLD})
    return redirect(_list(request))


def _list(request: HttpRequest) -> str:
    """The list as it was filtered; the filters are read as from any address, so nothing else gets into it."""
    query = Filters.read(_parsed(request.POST.get("query", ""))).query()
    return reverse("inbox:list") + (f"?{query}" if query else "")


def _parsed(typed: str) -> QueryDict:
    try:
        return QueryDict(typed[:2000])
    except TooManyFieldsSent:
        return QueryDict()
