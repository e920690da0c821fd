"""Possible spam in the list of slips and on their pages: who finds that a slip is none lets it go."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.decorators import action

from accounts.models import User
from forms_intake import access, quarantine, work
from forms_intake.admin.work import WorkAdmin, one_by_one
from forms_intake.models import Submission

_MOST_COUNTED = 99


class SpamFilter(admin.SimpleListFilter):
    """What was held back is shown when it is asked for, and when somebody searches: a caller's slip may be among it."""

    title = gettext_lazy("possible spam")
    parameter_name = "spam"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two that are not shown by themselves."""
        return [("only", gettext_lazy("Possible spam")), ("all", gettext_lazy("All slips"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The usual list has a name of its own here."""
        usual, *others = super().choices(changelist)
        yield {**usual, "display": _("Without possible spam")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What is no spam; only what may be; or all."""
        held_back = Submission.objects.quarantined().values("pk")
        if self.value() == "only":
            return queryset.filter(pk__in=held_back)
        if self.value() == "all" or request.GET.get("q", "").strip():
            return queryset
        return queryset.exclude(pk__in=held_back)


class QuarantineAdmin:
    """Mixed into the admin of submissions, before its other bases."""

    admin_site: Any
    actions: ClassVar[Sequence[Any]] = ["not_spam_selected", *WorkAdmin.actions]

    def get_urls(self) -> list[URLPattern]:
        """The address of the button."""
        view = self.admin_site.admin_view(not_spam)
        own = path("<int:pk>/not-spam/", view, name="forms_intake_submission_not_spam")
        return [own, *super().get_urls()]  # type: ignore[misc]  # of the admin that it is mixed into

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With a line that says how many the list leaves out."""
        given = {"held_back": held_back(request)}
        page: HttpResponse = super().changelist_view(request, given | (extra_context or {}))  # type: ignore[misc]  # as above
        return page

    @action(description=gettext_lazy("Not spam"), permissions=["work"])
    def not_spam_selected(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Lets those go that were held back; the others are as they were."""
        if released := one_by_one(request, queryset, lambda row: quarantine.release(row, by=cast(User, request.user))):
            words = ngettext("%(count)s slip is not spam.", "%(count)s slips are not spam.", released)
            messages.success(request, words % {"count": released})


def held_back(request: HttpRequest) -> str:
    """“3 slips may be spam”, where the list leaves them out; counts no further than it says."""
    if request.GET.get("spam") or request.GET.get("q", "").strip() or request.GET.get("archived"):
        return ""
    count = Submission.objects.quarantined().active()[: _MOST_COUNTED + 1].count()
    if count > _MOST_COUNTED:
        return _("More than %(count)s slips may be spam") % {"count": _MOST_COUNTED}
    words = ngettext("%(count)s slip may be spam", "%(count)s slips may be spam", count)
    return words % {"count": count} if count else ""


@never_cache
@require_POST
def not_spam(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets one slip go, and leads back to it."""
    if not access.may_work(request.user):
        raise PermissionDenied
    row = get_object_or_404(Submission.objects.defer("sensitive"), pk=pk)
    try:
        quarantine.release(row, by=cast(User, request.user))
    except work.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(reference)s is not spam, and goes out now.") % {"reference": row.reference})
    return redirect("admin:forms_intake_submission_change", pk)
