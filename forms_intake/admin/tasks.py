"""What the office has to do by when: a list to work off, and the same on each slip's page."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.decorators import action, display

from accounts.history.link import HasHistory
from accounts.models import User
from forms_intake import access, office_tasks
from forms_intake.models import Submission, Task
from forms_intake.work import Refused
from school import clock
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


class StateFilter(admin.SimpleListFilter):
    """Open tasks unless others are asked for."""

    title = gettext_lazy("state")
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Besides the open ones."""
        return [("overdue", pgettext_lazy("task", "Overdue")), ("done", pgettext_lazy("task", "Done"))]

    def choices(self, changelist: Any) -> Any:
        """The first one is what the list shows by itself."""
        for place, choice in enumerate(super().choices(changelist)):
            yield choice | ({"display": pgettext_lazy("task", "Open")} if place == 0 else {})

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One part of the table."""
        match self.value():
            case "overdue":
                return queryset.filter(pk__in=Task.objects.overdue(clock.today()).values("pk"))
            case "done":
                return queryset.exclude(done_at=None)
            case _:
                return queryset.filter(pk__in=Task.objects.open().values("pk"))


@admin.register(Task)
class TaskAdmin(HasHistory, ReadOnly, ModelAdmin):
    """Opened by rules; a person says when one is done."""

    list_display = ["what", "slip", "student", "due", "assignee", "done_at", "done_by"]
    list_filter = [StateFilter, "kind"]
    list_select_related = ["submission", "assignee", "done_by"]
    list_per_page = 50
    ordering = ["due_on", "pk"]
    fields = ["what", "slip", "student", "due", "assignee", "created_at", "done_at", "done_by"]
    actions: ClassVar[Sequence[Any]] = ["finish_selected"]

    def live_topics(self, row: Any = None) -> list[str]:
        """Its page shows the slip too."""
        return [*super().live_topics(row), *([f"submission:{row.submission_id}"] if row else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        """Without what is encrypted."""
        rows: QuerySet[Task] = super().get_queryset(request)
        return rows.select_related(*self.list_select_related).defer("submission__sensitive")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them."""
        return list(self.fields)

    def get_urls(self) -> list[URLPattern]:
        """The address of the button."""
        view = self.admin_site.admin_view(finish)
        return [path("<int:pk>/finish/", view, name="forms_intake_task_finish"), *super().get_urls()]

    def has_work_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role (accounts/roles.yaml)."""
        return access.may_work(request.user)

    @action(description=pgettext_lazy("task", "Done"), permissions=["work"])
    def finish_selected(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        """All that were chosen."""
        done, refusals = 0, set()
        for row in queryset:
            try:
                office_tasks.finish(row, by=cast(User, request.user))
                done += 1
            except Refused as refused:
                refusals.add(str(refused))
        for refusal in refusals:
            messages.error(request, refusal)
        if done:
            words = ngettext("%(count)s task is done.", "%(count)s tasks are done.", done)
            messages.success(request, words % {"count": done})

    @display(description=gettext_lazy("what is to be done"), ordering="kind")
    def what(self, row: Task) -> str:
        """In the words of whoever added it, or of the rule that did."""
        return row.words

    @display(description=gettext_lazy("slip"), ordering="submission__reference")
    def slip(self, row: Task) -> SafeString:
        """The way to the slip."""
        address = reverse("admin:forms_intake_submission_change", args=[row.submission_id])
        return format_html('<a href="{}">{}</a>', address, row.submission.reference)

    @display(description=gettext_lazy("student"))
    def student(self, row: Task) -> str:
        """Whom it is about."""
        return row.submission.student_name

    @display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, row: Task) -> str:
        """The day, and that it has passed."""
        return due_words(row)


def due_words(row: Task) -> str:
    """The day; with a word when it has passed and nothing was done."""
    day = f"{row.due_on:%d/%m/%Y}"
    is_late = row.done_at is None and row.due_on < clock.today()
    return _("%(day)s, overdue") % {"day": day} if is_late else day


def panel(slip: Submission, request: HttpRequest) -> SafeString:
    """What is to be done about one slip; empty when nothing ever was."""
    rows = list(Task.objects.filter(submission=slip.pk).select_related("done_by").order_by("done_at", "due_on", "pk"))
    if not rows:
        return SafeString("")
    may = access.may_work(request.user) and not (slip.is_archived or slip.purged_at)
    shown = [(row, due_words(row), may and row.done_at is None) for row in rows]
    return render_to_string("admin/forms_intake/_tasks.html", {"tasks": shown}, request)


@never_cache
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """One is done; leads back to its slip."""
    if not access.may_work(request.user):
        raise PermissionDenied
    row = get_object_or_404(Task.objects.select_related("submission").defer("submission__sensitive"), pk=pk)
    try:
        office_tasks.finish(row, by=cast(User, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done: %(task)s") % {"task": row.get_kind_display()})
    return redirect("admin:forms_intake_submission_change", row.submission_id)
