"""Pages of the slips: fill in, check, send, confirmation. No state on the server until a slip is sent."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_intake import access, policies, submissions
from forms_intake.access import public
from forms_intake.deliveries import letters
from forms_intake.entry import known, recognise
from forms_intake.enums import FormType, Source
from forms_intake.slips import drafts, filling, visitors
from forms_intake.slips.filling import Filling
from forms_intake.slips.online import SLIPS
from forms_intake.slips.registry import Slip
from forms_intake.status import masks
from school import clock, phones
from school.pages import PRIVACY_NOTICE_VERSION


@public
@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """All five slips; those not open online yet say how to send them."""
    return render(request, "forms_intake/slips.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest, form_type: str) -> HttpResponse:
    """The form; POST sends the checked slip. A slip that is not open online says so."""
    if request.method != "POST" and form_type in FormType.values and form_type not in SLIPS:
        return render(request, "forms_intake/not_open.html", {"kind": FormType(form_type)}, status=404)
    chosen = access.open_slip(form_type)
    if request.method == "POST":
        return _send(request, filling.posted(chosen, request))
    page = filling.opened(chosen, request)
    response = _form_page(request, page)
    # Kept for the back button alone: what was typed is still there. On a shared device the next person would see it.
    kept = {"no_store": True} if page.is_kiosk else {}
    patch_cache_control(response, private=True, no_cache=True, **kept)
    return response


@public
@never_cache
def check(request: HttpRequest, form_type: str) -> HttpResponse:
    """All answers once more before they are sent, with what the rules say to them."""
    chosen = access.open_slip(form_type)
    if request.method != "POST":
        return _to_form(request, chosen)
    page = filling.posted(chosen, request)
    if not page.is_acceptable():
        return _form_page(request, page.stopped(), status=422)
    assessment = chosen.assess(page.form, page.policy, clock.now())
    answers = page.form.answers()
    page = filling.as_other_slip(page)
    groups = known.without(chosen.groups(answers), page.known, page.form)
    context = {"page": page, "groups": groups, "consequences": assessment.consequences}
    return render(request, "forms_intake/check.html", context)


@public
@never_cache
def edit(request: HttpRequest, form_type: str, step: str = "") -> HttpResponse:
    """Back from the check page to the form, or to one of its steps, with all answers and without errors."""
    chosen = access.open_slip(form_type)
    if request.method != "POST":
        return _to_form(request, chosen)
    page = filling.posted(chosen, request).back_at(step)
    page.form.errors.clear()
    return _form_page(request, page)


@public
@never_cache
def onward(request: HttpRequest, form_type: str) -> HttpResponse:
    """The next step of a slip that has several, once this one is complete."""
    chosen = access.open_slip(form_type)
    if request.method != "POST":
        return _to_form(request, chosen)
    page = filling.posted(chosen, request)
    if page.problems_here() and not page.is_elsewhere():
        return _form_page(request, page, status=422)
    page.form.errors.clear()
    return _form_page(request, page.onward())


@public
@never_cache
@require_POST
def consequence(request: HttpRequest, form_type: str) -> HttpResponse:
    """The live line: what the rules say to the times typed so far."""
    chosen = access.open_slip(form_type)
    page = filling.posted(chosen, request, keeps=False)
    told = chosen.preview(page.form, page.policy, clock.now())
    return render(request, "forms_intake/_consequences.html", {"consequences": told})


@public
@never_cache
@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation, for the browser that sent the slip; others learn nothing from a reference."""
    submission = access.senders_submission(request, reference)
    if submission is None or submission.form_type not in SLIPS:
        return render(request, "forms_intake/not_here.html", status=404)
    chosen = SLIPS[submission.form_type]
    policy = policies.at(submission.form_type, submission.policy_version)
    # Whoever sent it by a link did not type them, and may not be the family.
    shown = masks.masked if submission.source == Source.LINK else str
    context = {
        "submission": submission,
        "slip": chosen,
        "rows": chosen.receipt(submission.payload),
        "consequences": chosen.retell(submission.flags, submission.payload["facts"], policy),
        "due": clock.at_school(submission.due_at or submission.submitted_at),
        "today": clock.today(),
        "tomorrow": clock.today() + timedelta(days=1),
        "phone": shown(phones.unbroken(str(submission.contact_phone))),
        "again": _again(request, chosen),
        "again_after": access.KIOSK_RETURNS_S,
        "copy_to": shown(submission.contact_email) if letters.is_owed(submission) else "",
    }
    return render(request, "forms_intake/sent.html", context)


def _again(request: HttpRequest, chosen: Slip) -> str:
    """Where the front desk's tablet goes back to by itself; nowhere on a device of one's own."""
    start = reverse("forms_intake:slip", args=[chosen.form_type.value])
    return start + recognise.way(request) if filling.is_kiosk(request) else ""


def _to_form(request: HttpRequest, chosen: Slip) -> HttpResponse:
    """Where an address that only takes posted answers leads; the switches of language and theme come back to it."""
    return redirect(reverse("forms_intake:slip", args=[chosen.form_type.value]) + recognise.way(request))


def _form_page(request: HttpRequest, page: Filling, status: int = 200) -> HttpResponse:
    problems = page.problems_here() if status == 422 else []
    context = {"page": page, "form": page.form, "rules": page.slip.rule_lines(page.policy), "problems": problems}
    return render(request, page.slip.template, context, status=status)


def _send(request: HttpRequest, page: Filling) -> HttpResponse:
    if not page.is_acceptable():
        return _form_page(request, page.stopped(), status=422)
    now = clock.now()
    draft = drafts.build(
        page.slip,
        page.form,
        page.envelope,
        page.slip.assess(page.form, page.policy, now),
        policy=page.policy,
        notice_version=PRIVACY_NOTICE_VERSION,
        visitor=_visitor(request),
        now=now,
    )
    by = recognise.account(request, page.known)
    submission = submissions.submit(draft, by=by, source=page.source, then=page.accepted)
    address = reverse("forms_intake:sent", args=[submission.reference]) + (page.query if page.is_kiosk else "")
    response = HttpResponseRedirect(address, status=303)
    access.let_sender_read(response, submission, is_kiosk=page.is_kiosk)
    access.let_follow(response, submission, is_kiosk=page.is_kiosk)
    return response


def _visitor(request: HttpRequest) -> drafts.Visitor:
    return drafts.Visitor(
        user_agent_class=visitors.user_agent_class(request.headers.get("User-Agent", "")),
        ip_hash=visitors.ip_hash(request.META.get("REMOTE_ADDR", ""), clock.now()),
        locale=translation.get_language() or "vi",
    )
