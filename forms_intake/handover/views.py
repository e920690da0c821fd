"""The receiver's pages. Looking at one changes nothing: mail programs and messengers open every link for a preview."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forms_intake.access import public
from forms_intake.enums import HandoverVia
from forms_intake.handover import access, answers
from forms_intake.handover.forms import CodeForm, ConsentForm
from forms_intake.models import Handover
from forms_intake.slips import transfer_rows
from forms_intake.slips.transfer import GUARDED_UNTIL
from school.pages import too_many_requests

View = Callable[[HttpRequest, str], HttpResponse]
# Of one address: codes that are tried, and links that do not work.
_RATES = {"code": "10/10m/ip", "closed": "30/10m/ip"}


def _guarded(view: View) -> View:
    """The calm page for every link that does not work, whatever the reason; no page of it is kept or found."""

    @public
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except answers.Closed:
            if not _within_rate(request, "closed"):
                return too_many_requests(request)
            response = render(request, "forms_intake/handover_closed.html", status=404)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Reference and code lead to the page of the answer; what of both was wrong is not told."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "forms_intake/handover_code.html", {"form": form}, status=422 if form.is_bound else 200)
    if not _within_rate(request, "code"):
        return too_many_requests(request)
    if ticket := access.ticket(form.cleaned_data["reference"], form.cleaned_data["code"]):
        return redirect("forms_intake:handover", ticket)
    form.add_error("code", _("Reference and code do not belong together. Check both, or call the school"))
    return render(request, "forms_intake/handover_code.html", {"form": form}, status=422)


@_guarded
@require_safe
def question(request: HttpRequest, token: str) -> HttpResponse:
    """What is given by whom, and the two answers; whoever has answered reads what they said."""
    asked, _via = _asked(token)
    return _page(request, token, asked)


@_guarded
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The receiver takes the course."""
    asked, via = _asked(token)
    if request.method != "POST":
        return redirect("forms_intake:handover", token)
    form = ConsentForm(request.POST, is_minor=_is_minor(asked))
    if not asked.is_answered and not form.is_valid():
        return _page(request, token, asked, form)
    return _answered(token, asked, via, agrees=True)


@_guarded
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """The receiver does not take it."""
    asked, via = _asked(token)
    if request.method != "POST":
        return redirect("forms_intake:handover", token)
    return _answered(token, asked, via, agrees=False)


def _asked(token: str) -> tuple[Handover, HandoverVia]:
    found = access.by_token(token)
    if found is None:
        raise answers.Closed
    return found


def _answered(token: str, asked: Handover, via: HandoverVia, *, agrees: bool) -> HttpResponse:
    # Whoever answered a moment ago, in another tab, reads which answer counts.
    if not asked.is_answered:
        answers.answer(asked, agrees=agrees, via=via)
    return redirect("forms_intake:handover", token)


def _is_minor(asked: Handover) -> bool:
    age = asked.submission.payload.get("facts", {}).get("receiver_age")
    return age is not None and age < GUARDED_UNTIL


def _page(request: HttpRequest, token: str, asked: Handover, form: ConsentForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": asked,
        "slip": asked.submission,
        "token": token,
        "rows": transfer_rows.for_receiver(asked.submission),
        "form": form or ConsentForm(is_minor=_is_minor(asked)),
    }
    name = "done" if asked.is_answered else "question"
    return render(request, f"forms_intake/handover_{name}.html", context, status=422 if form else 200)


def _within_rate(request: HttpRequest, action: str) -> bool:
    """Counts one more from this address."""
    return bool(ratelimit.consume(request, app="handover", action=action, config=_RATES, limit_get=True))
