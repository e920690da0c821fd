"""Possible spam in the list of slips and on their pages: who finds that a slip is none lets it go."""

from collections.abc import Sequence
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


class SpamFilter(admin.SimpleListFilter):
    """Only what was held back, or everything else."""

    title = gettext_lazy("possible spam")
    parameter_name = "spam"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Both halves; without a choice both are shown."""
        return [("only", gettext_lazy("Possible spam")), ("without", gettext_lazy("Without possible spam"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One half of the table, or all of it."""
        held_back = Submission.objects.quarantined().values("pk")
        match self.value():
            case "only":
                return queryset.filter(pk__in=held_back)
            case "without":
                return queryset.exclude(pk__in=held_back)
            case _:
                return queryset


class QuarantineAdmin:
    """Mixed into the admin of submissions, before its other bases."""

    admin_site: Any
    actions: ClassVar[Sequence[Any]] = ["not_spam_selected", *WorkAdmin.actions]

    def get_urls(self) -> list[URLPattern]:
        """The address of the button."""
        view = self.admin_site.admin_view(not_spam)
        own = path("<int:pk>/not-spam/", view, name="forms_intake_submission_not_spam")
        return [own, *super().get_urls()]  # type: ignore[misc]  # of the admin that it is mixed into

    @action(description=gettext_lazy("Not spam"), permissions=["work"])
    def not_spam_selected(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Lets those go that were held back; the others are as they were."""
        if released := one_by_one(request, queryset, lambda row: quarantine.release(row, by=cast(User, request.user))):
            words = ngettext("%(count)s slip is not spam.", "%(count)s slips are not spam.", released)
            messages.success(request, words % {"count": released})


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
