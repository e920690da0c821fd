"""What the office does with the open slip: each deed has an address, and calls the verb that all others call."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forms_intake import access, archiving, quarantine, work
from forms_intake.access import for_workers
from forms_intake.admin.work import seen
from forms_intake.handover import answers, words
from forms_intake.holds import lifecycle
from forms_intake.inbox import bulk_words, detail
from forms_intake.inbox.forms import AgainForm, ArchiveForm, AssignForm, DeedForm, ExtendForm, ReasonForm
from forms_intake.models import Handover, Hold, Submission
from forms_intake.status import closing
from forms_intake.work_rules import Verb
from school import archive

Given = Mapping[str, Any]
Do = Callable[[Submission, User, int, Given], str]
FORM_PLACE = "slip-form"
_TITLES: Mapping[str, Any] = {
    Verb.DECLINE: gettext_lazy("Decline this slip?"),
    Verb.NEEDS_INFO: gettext_lazy("What is missing?"),
    Verb.WITHDRAW: gettext_lazy("Withdraw for the sender?"),
    Verb.REOPEN: gettext_lazy("Put it back to review?"),
    "assign": gettext_lazy("Who deals with it?"),
    "archive": gettext_lazy("Archive this slip?"),
    "hold-extend": gettext_lazy("Until when is the hold now?"),
}


@dataclass(frozen=True)
class Deed:
    """Does it and says what was done; `form` is asked first."""

    do: Do
    form: type[DeedForm] | None = None
    right: str = "forms_intake.change_submission"
    button: Any = ""


def _work(verb: Verb) -> Deed:
    def do(row: Submission, by: User, revision: int, given: Given) -> str:
        stored = work.do(verb, row, by=by, reason=given.get("reason", ""), seen=revision)
        if verb is Verb.TAKE and row.assignee and row.assignee != by:
            return _("Taken over from %(person)s.") % {"person": row.assignee}
        return f"{bulk_words.named([row])}: {stored.get_work_status_display()}"

    return Deed(do, None if verb in detail.AT_ONCE else ReasonForm, button=verb.label)


def _assign(row: Submission, by: User, revision: int, given: Given) -> str:
    stored = work.assign(row, to=given["to"], by=by, seen=revision)
    if stored.assignee is None:
        return _("Nobody deals with this slip now.")
    return _("Given to %(person)s.") % {"person": stored.assignee}


def _archive(row: Submission, by: User, revision: int, given: Given) -> str:
    archiving.put_away(row, by=by, seen=revision, reason=given["reason"])
    return _("Archived: %(what)s") % {"what": bulk_words.named([row])}


def _restore(row: Submission, by: User, _revision: int, _given: Given) -> str:
    archiving.take_out(row, by=by)
    return _("Restored: %(what)s") % {"what": bulk_words.named([row])}


def _not_spam(row: Submission, by: User, _revision: int, _given: Given) -> str:
    quarantine.release(row, by=by)
    return _("%(what)s: not spam, the slip goes out now.") % {"what": bulk_words.named([row])}


def _close_links(row: Submission, by: User, _revision: int, _given: Given) -> str:
    closing.close_links(row, by=by)
    return _("Closed: whoever had a link needs a new one, or reference and phone number.")


def _receiver(agrees: bool, row: Submission, by: User, revision: int, _given: Given) -> str:
    asked = answers.note(row, agrees=agrees, by=by, seen=revision)
    return _told_of_receiver(row, asked)


def _ask_again(row: Submission, by: User, revision: int, given: Given) -> str:
    asked = answers.ask_again(row, by=by, seen=revision, until=given["until"])
    return _told_of_receiver(row, asked)


def _told_of_receiver(row: Submission, asked: Handover) -> str:
    return _("%(what)s, receiver: %(state)s") % {"what": bulk_words.named([row]), "state": words.state(asked)}


def _returned(row: Submission, by: User, _revision: int, _given: Given) -> str:
    lifecycle.returned(_hold(row), by=by)
    return _("%(slip)s: the student is back.") % {"slip": bulk_words.named([row])}


def _extend(row: Submission, by: User, _revision: int, given: Given) -> str:
    stored = lifecycle.extend(_hold(row), until=given["until"], by=by, reason=given["reason"])
    return _("%(slip)s is on hold until %(day)s.") % {
        "slip": bulk_words.named([row]),
        "day": date_format(stored.ends_on),
    }


def _hold(row: Submission) -> Hold:
    hold = Hold.objects.filter(submission=row.pk).select_related("submission").defer("submission__sensitive").first()
    if hold is None:
        raise work.Refused(_("There is no hold for this slip. Approve the slip first."))
    return hold


DEEDS: Mapping[str, Deed] = {verb.value: _work(verb) for verb in Verb} | {
    "assign": Deed(_assign, AssignForm, button=gettext_lazy("Give it")),
    "archive": Deed(_archive, ArchiveForm, "forms_intake.archive_submission", gettext_lazy("Archive")),
    "restore": Deed(_restore, right="forms_intake.restore_submission"),
    "not-spam": Deed(_not_spam),
    "close-links": Deed(_close_links),
    "receiver-confirmed": Deed(partial(_receiver, True)),
    "receiver-refused": Deed(partial(_receiver, False)),
    "receiver-again": Deed(_ask_again, AgainForm),
    "hold-returned": Deed(_returned),
    "hold-extend": Deed(_extend, ExtendForm, button=gettext_lazy("Extend the hold")),
}


@for_workers
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """GET asks what has to be asked; POST does it. Whoever comes too late reads who was first, and keeps what they
    typed."""
    if verb not in DEEDS:
        raise Http404
    wanted, row = DEEDS[verb], detail.opened(reference)
    if not access.may_work(request.user) or not request.user.has_perm(wanted.right):
        raise PermissionDenied
    if request.method != "POST":
        return _asked(request, row, verb, wanted.form(row, verb)) if wanted.form else _back(request, row)
    form = wanted.form(row, verb, request.POST) if wanted.form else None
    if isinstance(form, ReasonForm) and "use" in request.POST:
        return _asked(request, row, verb, form.with_template())
    if form and not form.is_valid():
        return _asked(request, row, verb, form, status=422)
    before = copy(row)
    try:
        said = wanted.do(row, cast(User, request.user), seen(request), form.cleaned_data if form else {})
    except archive.Refused as refused:
        return _refused(request, row, verb, form, str(refused))
    messages.success(request, said)
    bulk_words.note(request, verb, before, detail.opened(reference))
    return done(request, row)


def done(request: HttpRequest, row: Submission) -> HttpResponse:
    """The slip as it is now: in place for htmx, else its page."""
    return detail.answer(request, detail.opened(row.reference)) if detail.is_part(request) else _back(request, row)


def _back(request: HttpRequest, row: Submission) -> HttpResponse:
    return redirect(detail.address(request, row))


def _asked(request: HttpRequest, row: Submission, verb: str, form: DeedForm, *, status: int = 200) -> HttpResponse:
    """The form in its place under the buttons, with what was typed."""
    given = _form(verb, form)
    if request.headers.get("HX-Target") == FORM_PLACE:
        alone = {"row": row, "tail": detail.tail(request), "own": detail.address(request, row)}
        return render(request, "inbox/_detail_form.html", given | alone, status=status)
    return detail.answer(request, row, status=status, **given)


def _refused(request: HttpRequest, row: Submission, verb: str, form: DeedForm | None, refusal: str) -> HttpResponse:
    """Always the whole slip: it shows what somebody else has done meanwhile."""
    given = _form(verb, form) if form and not isinstance(form, AgainForm) else {}
    return detail.answer(request, detail.opened(row.reference), status=409, refusal=refusal, **given)


def _form(verb: str, form: DeedForm) -> dict[str, Any]:
    return {"form": form, "verb": verb, "form_title": _TITLES[verb], "form_button": DEEDS[verb].button}
