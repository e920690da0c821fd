"""Pages for whoever sent a slip: the way in by reference and digits or by link, its page, and three deeds."""

import uuid
from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forms_intake import access, sender
from forms_intake.access import public
from forms_intake.models import Submission
from forms_intake.slips import filling
from forms_intake.slips.base import SlipForm
from forms_intake.slips.files import Page, received
from forms_intake.status import page as pages
from forms_intake.status.forms import AnswerForm, LookupForm, PapersForm, WithdrawForm

View = Callable[[HttpRequest, Submission], HttpResponse]
# Tries of one address: families of one mobile network share it. Of one slip: four digits are soon guessed.
_RATES = {"status_address": "60/10m/ip", "status_reference": "6/h/key,20/d/key"}
# A key of its own: files chosen here travel with no other page.
_KEY = "status"


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Asks for reference and digits; whatever does not fit together gets the same answer after the same work."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _lookup_page(request, form, status=422 if form.is_bound else 200)
    if not _may_try(request, form.cleaned_data["reference"]):
        form.add_error("reference", _("Too many tries. Wait an hour, or call the school."))
        return _lookup_page(request, form, status=429)
    found = access.known_submission(**form.cleaned_data)
    if found is None:
        form.add_error(
            "reference", _("Reference and phone number do not fit together. Check both, or call the school.")
        )
        return _lookup_page(request, form, status=422)
    return _let_in(found, is_kiosk=filling.is_kiosk(request))


@public
@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link from a mail: lets this browser in and leads on, so that its token stands in no address bar or history."""
    found = access.linked_submission(token)
    if found is None:
        response = render(request, "forms_intake/status_not_here.html", status=404)
    else:
        response = _let_in(found, is_kiosk=False)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _of_sender(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view of a slip that this browser or account may follow; the same page for all others."""

    @wraps(view)
    def checked(request: HttpRequest, reference: str) -> HttpResponse:
        submission = access.followed_submission(request, reference)
        if submission is None:
            return render(request, "forms_intake/status_not_here.html", status=404)
        return view(request, submission)

    return public(never_cache(checked))


@_of_sender
def status(request: HttpRequest, submission: Submission) -> HttpResponse:
    """How far the slip is, what the family has to do, and what the slip says."""
    return _page(request, submission)


@_of_sender
def answer(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Takes the answer to the office's question."""
    if request.method != "POST":
        return _to_page(submission)
    form = _with_files(AnswerForm, request, submission)
    if not form.is_valid():
        return _page(request, submission, answer=form)
    given = form.cleaned_data
    return _done(
        request,
        submission,
        lambda: sender.answer(submission, text=given.get("text", ""), files=given["attachments"]),
        _("Your answer has been sent. The school reads it and answers."),
    )


@_of_sender
def papers(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Takes papers that nobody has asked for."""
    if request.method != "POST":
        return _to_page(submission)
    form = _with_files(PapersForm, request, submission)
    if not form.is_valid():
        return _page(request, submission, papers=form)
    chosen = form.cleaned_data["attachments"]
    return _done(
        request, submission, lambda: sender.add_files(submission, files=chosen), _("Your files have been sent.")
    )


@_of_sender
def withdraw(request: HttpRequest, submission: Submission) -> HttpResponse:
    """GET asks once more; POST withdraws, if the slip is still as it was shown."""
    if not sender.may_withdraw(submission):
        return _to_page(submission)
    if request.method != "POST":
        form = WithdrawForm(initial={"seen": submission.revision})
        return _withdraw_page(request, submission, form)
    form = WithdrawForm(request.POST)
    if "seen" in form.errors:
        return _to_page(submission)
    if not form.is_valid():
        return _withdraw_page(request, submission, form, status=422)
    given = form.cleaned_data
    return _done(
        request,
        submission,
        lambda: sender.withdraw(submission, reason=given["reason"], seen=given["seen"]),
        _("The slip has been withdrawn."),
    )


def _may_try(request: HttpRequest, reference: str) -> bool:
    """Counts one more try, of this address and of this reference, whether there is such a slip or not.

    An address that has had enough uses up no tries of a reference, nor room where tries are counted.
    """
    if not ratelimit.consume(request, app="forms_intake", action="status_address", config=_RATES):
        return False
    return bool(ratelimit.consume(request, app="forms_intake", action="status_reference", config=_RATES, key=reference))


def _let_in(submission: Submission, *, is_kiosk: bool) -> HttpResponse:
    response = _to_page(submission)
    access.let_follow(response, submission, is_kiosk=is_kiosk)
    return response


def _to_page(submission: Submission) -> HttpResponse:
    return HttpResponseRedirect(reverse("forms_intake:status", args=[submission.reference]), status=303)


def _done(request: HttpRequest, submission: Submission, verb: Callable[[], object], told: str) -> HttpResponse:
    """Does it, and says so or why not on the slip's page: what the page shows by then is true again."""
    try:
        verb()
    except sender.Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, told)
    return _to_page(submission)


def _with_files(kind: type[SlipForm], request: HttpRequest, submission: Submission) -> SlipForm:
    page = Page(submission.form_type, uuid.uuid5(submission.idempotency_key, _KEY))
    data, arrived = received(kind.base_fields, request, page, by_office=False)
    return kind(data, arrived)


def _lookup_page(request: HttpRequest, form: LookupForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "problems": form.problems() if form.is_bound else [],
        "is_kiosk": filling.is_kiosk(request),
    }
    return render(request, "forms_intake/status_lookup.html", context, status=status)


def _page(
    request: HttpRequest,
    submission: Submission,
    *,
    answer: SlipForm | None = None,
    papers: SlipForm | None = None,
) -> HttpResponse:
    """The slip's page; with a form that was refused, its errors stand on top and beside it."""
    refused = answer or papers
    context = pages.context(submission) | {
        "answer": answer or AnswerForm(),
        "papers": papers or PapersForm(),
        "problems": refused.problems() if refused else [],
    }
    return render(request, "forms_intake/status.html", context, status=422 if refused else 200)


def _withdraw_page(request: HttpRequest, submission: Submission, form: WithdrawForm, status: int = 200) -> HttpResponse:
    context = {"submission": submission, "form": form, "problems": form.problems() if form.is_bound else []}
    return render(request, "forms_intake/status_withdraw.html", context, status=status)
