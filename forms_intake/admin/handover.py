"""The receiver of a transfer on the slip's page: what they said, the code to read out, and what the office notes."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from forms_intake import access, work
from forms_intake.admin.work import seen
from forms_intake.handover import answers, phone, words
from forms_intake.models import Handover, Submission
from school import clock, phones
from school.encryption import Undecryptable

Verb = Callable[..., Handover]


class HandoverAdmin:
    """Mixed into the admin of submissions, before its other bases."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        """One address for each deed."""
        own = [
            path(f"<int:pk>/handover/{word}/", self.admin_site.admin_view(view), name=f"forms_intake_submission_{name}")
            for word, name, view in (
                ("confirmed", "handover_confirmed", confirmed),
                ("refused", "handover_refused", refused),
                ("ask-again", "handover_ask_again", ask_again),
            )
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]  # of the admin that it is mixed into

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """The receiver's answer, for a transfer to a person."""
        given = {"handover_panel": panel(kwargs["obj"], request)}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)  # type: ignore[misc]  # as above
        return answer


def panel(row: Submission, request: HttpRequest) -> SafeString | str:
    """State, code and buttons; nothing for a slip that has no receiver."""
    context = facts(row, request.user)
    return render_to_string("admin/forms_intake/_handover.html", context, request) if context else ""


def facts(row: Submission, reader: Any) -> dict[str, Any]:
    """What there is to say about the receiver, and whether the reader may note an answer; nothing without one."""
    asked = words.of(row)
    if asked is None:
        return {}
    may = access.may_work(reader) and not (row.is_archived or row.purged_at)
    is_open = Handover.objects.open().filter(pk=asked.pk).exists()
    return {
        "row": row,
        "asked": asked,
        "state": words.state(asked),
        "way": words.way(asked),
        "may": may,
        "is_open": is_open,
        "code": _code(asked) if may and is_open else "",
        "until": asked.expires_at.isoformat(),
        "page": phone.page(),
        "number": phones.unbroken(phone.number_of(row)),
    }


def _code(asked: Handover) -> str:
    """In two groups, as it is read out; empty when its key was lost: the office makes a new one."""
    try:
        code = str(asked.code["code"])
    except Undecryptable:
        return ""
    return f"{code[:3]} {code[3:]}"


@never_cache
@require_POST
def confirmed(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver said yes on the telephone."""
    return _done(request, pk, lambda row, **more: answers.note(row, agrees=True, **more))


@never_cache
@require_POST
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver said no on the telephone."""
    return _done(request, pk, lambda row, **more: answers.note(row, agrees=False, **more))


@never_cache
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code, and a new letter where there is an address."""
    return _done(request, pk, partial(answers.ask_again, until=_until(request)))


def _until(request: HttpRequest) -> datetime:
    """When the code that the page showed expires; a moment when none does, if it does not say."""
    try:
        return datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return clock.now()


def _done(request: HttpRequest, pk: int, verb: Verb) -> HttpResponse:
    """Does it and says so, or why not; leads back to the slip."""
    if not access.may_work(request.user):
        raise PermissionDenied
    row = get_object_or_404(Submission.objects.defer("sensitive"), pk=pk)
    try:
        asked = verb(row, by=cast(User, request.user), seen=seen(request))
    except work.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(reference)s, receiver: %(state)s")
        messages.success(request, said % {"reference": row.reference, "state": words.state(asked)})
    return redirect("admin:forms_intake_submission_change", pk)
