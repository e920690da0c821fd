"""What the office does with a slip, on its page and in the list: each deed has an address of its own."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.models import User
from forms_intake import access, archiving, work, work_rules
from forms_intake.enums import Flag, WorkStatus
from forms_intake.models import Submission
from forms_intake.work_rules import Verb
from school.archive_admin import MOST_AT_ONCE, ArchiveAdmin

# Done at once; the others ask first, for a reason or to make sure.
AT_ONCE = (Verb.TAKE, Verb.APPROVE, Verb.DONE)
_TITLES = {
    Verb.DECLINE: gettext_lazy("Decline %(reference)s?"),
    Verb.NEEDS_INFO: gettext_lazy("What is missing in %(reference)s?"),
    Verb.WITHDRAW: gettext_lazy("Withdraw %(reference)s for the sender?"),
    Verb.REOPEN: gettext_lazy("Put %(reference)s back to review?"),
}
_MOST_TOLD = 5


class WorkForm(forms.Form):
    """Why; the sender reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"autofocus": True, "rows": 4}),
    )

    def __init__(self, verb: Verb, *args: Any) -> None:
        super().__init__(*args)
        needed = work_rules.target(verb) in work_rules.WITH_REASON
        words = _("The sender reads it, word for word.") if needed else _("The sender reads it. May stay empty.")
        self.fields["reason"].help_text = words
        self.fields["reason"].widget.attrs["required"] = needed


class WorkAdmin:
    """Mixed into the admin of submissions, before its other bases."""

    admin_site: Any
    actions: ClassVar[Sequence[Any]] = ["take_selected", *ArchiveAdmin.actions]

    def get_urls(self) -> list[URLPattern]:
        """One address for each deed."""
        view = self.admin_site.admin_view(page)
        own = path("<int:pk>/work/<slug:verb>/", view, name="forms_intake_submission_work")
        return [own, *super().get_urls()]  # type: ignore[misc]  # of the admin that it is mixed into

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """How far the slip is, and what can be done with it, above everything else."""
        given = {"work_panel": panel(kwargs["obj"], request)}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)  # type: ignore[misc]  # as above
        return answer

    @action(description=pgettext_lazy("slip", "Take"), permissions=["work"])
    def take_selected(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Those that are in nobody's hands; who has the others is told."""
        if taken := one_by_one(request, queryset, lambda row: work.take(row, by=cast(User, request.user))):
            words = ngettext("You have taken %(count)s slip.", "You have taken %(count)s slips.", taken)
            messages.success(request, words % {"count": taken})

    def archive_row(self, request: HttpRequest, row: Submission, reason: str) -> None:
        """As it was when the page asked why."""
        name = f"seen-{row.pk}"
        shown = seen(request, name) if name in request.POST else None
        archiving.put_away(row, by=cast(User, request.user), seen=shown, reason=reason)

    def has_work_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role (accounts/roles.yaml)."""
        return access.may_work(request.user)


def panel(row: Submission, request: HttpRequest) -> SafeString:
    """Status, people, reason, and the buttons that make sense now."""
    may = may_touch(row, request.user)
    verbs = offered(row, request.user)
    is_long = may and Flag.HOLD_TOO_LONG in row.flags and Verb.APPROVE in work_rules.offered(row.work_status)
    buttons = [(label(verb, row, request.user), _address(row, verb), verb in AT_ONCE) for verb in verbs]
    if may and Flag.POSSIBLE_SPAM in row.flags:
        buttons.insert(0, (_("Not spam"), reverse("admin:forms_intake_submission_not_spam", args=[row.pk]), True))
    return render_to_string(
        "admin/forms_intake/_work.html", {"row": row, "buttons": buttons, "is_long": is_long}, request
    )


def may_touch(row: Submission, reader: Any) -> bool:
    """Whether the reader may do anything with the slip as it is."""
    return access.may_work(reader) and not (row.is_archived or row.purged_at)


def offered(row: Submission, reader: Any) -> list[Verb]:
    """The verbs that make sense now for this reader, in the order of the buttons."""
    verbs = [verb for verb in work_rules.offered(row.work_status) if may_touch(row, reader)]
    verbs = [verb for verb in verbs if not _is_mine(verb, row, reader)]
    verbs = [verb for verb in verbs if verb is not Verb.APPROVE or access.may_approve(reader, row)]
    # A colleague's slip can be taken over, but that is not the first thing to press.
    return sorted(verbs, key=lambda verb: verb is Verb.TAKE and row.assignee_id not in (None, reader.pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """GET asks for the reason; POST does it. Whoever comes too late reads who was first, and keeps what they typed."""
    if verb not in Verb.values:
        raise Http404
    if not access.may_work(request.user):
        raise PermissionDenied
    row = get_object_or_404(Submission.objects.defer("sensitive").select_related("assignee"), pk=pk)
    deed, form = Verb(verb), WorkForm(Verb(verb), request.POST if request.method == "POST" else None)
    if form.is_valid():
        refusal = _done(request, deed, row, form.cleaned_data["reason"])
        if not refusal or deed in AT_ONCE:
            return redirect(_slip(row))
        form.add_error("reason", refusal)
        row.refresh_from_db(fields=["revision"])
    if deed in AT_ONCE:
        return redirect(_slip(row))
    title = _TITLES[deed] % {"reference": row.reference}
    context = admin.site.each_context(request) | {"title": title, "row": row, "form": form, "verb": deed}
    return TemplateResponse(request, "admin/forms_intake/submission/work.html", context)


def _done(request: HttpRequest, verb: Verb, row: Submission, reason: str) -> str:
    """Does it and says so; otherwise the sentence that says why not."""
    try:
        stored = work.do(verb, row, by=cast(User, request.user), reason=reason, seen=seen(request))
    except work.Refused as refused:
        if verb in AT_ONCE:
            messages.error(request, str(refused))
        return str(refused)
    if verb is Verb.TAKE and row.assignee and row.assignee != request.user:
        given = {"reference": row.reference, "person": row.assignee}
        messages.success(request, _("You have taken %(reference)s over from %(person)s.") % given)
    else:
        messages.success(request, f"{row.reference}: {stored.get_work_status_display()}")
    return ""


def seen(request: HttpRequest, name: str = "seen") -> int:
    """The revision that the page showed; one that does not say it was no page of ours, and has seen nothing."""
    typed = str(request.POST.get(name, ""))
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _is_mine(verb: Verb, row: Submission, reader: Any) -> bool:
    """Whether there is nothing to take any more."""
    return verb is Verb.TAKE and row.assignee_id == reader.pk and row.work_status != WorkStatus.RECEIVED


def label(verb: Verb, row: Submission, reader: Any) -> str:
    """What its button says; nobody takes a slip over from oneself."""
    if verb is Verb.TAKE and row.assignee and row.assignee != reader:
        return _("Take over from %(person)s") % {"person": row.assignee}
    return str(verb.label)


def _address(row: Submission, verb: Verb) -> str:
    return reverse("admin:forms_intake_submission_work", args=[row.pk, verb.value])


def _slip(row: Submission) -> str:
    return reverse("admin:forms_intake_submission_change", args=[row.pk])


def one_by_one(request: HttpRequest, chosen: QuerySet[Submission], verb: Callable[[Submission], object]) -> int:
    """Does it to each of the chosen slips, and tells what was refused; returns how many it was done to."""
    rows, told = list(chosen.defer("sensitive")[: MOST_AT_ONCE + 1]), []
    if len(rows) > MOST_AT_ONCE:
        messages.error(request, _("Choose %(most)s rows at most.") % {"most": MOST_AT_ONCE})
        return 0
    for row in rows:
        try:
            verb(row)
        except work.Refused as refused:
            told.append(f"{row}: {refused}")
    for sentence in told[:_MOST_TOLD]:
        messages.error(request, sentence)
    if len(told) > _MOST_TOLD:
        messages.error(request, _("And %(count)s more.") % {"count": len(told) - _MOST_TOLD})
    return len(rows) - len(told)
