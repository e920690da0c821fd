"""Submissions: a list that is always true, and one slip with everything that happened to it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.history.link import HasHistory
from forms_intake import access, hints
from forms_intake.admin import deliveries_panel, deliveries_words, files, holds, sensitive, tasks
from forms_intake.admin.handover import HandoverAdmin
from forms_intake.admin.quarantine import QuarantineAdmin, SpamFilter
from forms_intake.admin.sender import SenderAdmin
from forms_intake.admin.work import WorkAdmin
from forms_intake.enums import Flag, LarkStatus, WorkStatus
from forms_intake.inbox.search import matching
from forms_intake.models import Submission
from forms_intake.slips.online import SLIPS
from forms_intake.slips.rows import Group, Row
from school.archive_admin import ArchiveAdmin
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


@admin.register(Submission)
class SubmissionAdmin(
    SenderAdmin, HandoverAdmin, QuarantineAdmin, WorkAdmin, ArchiveAdmin, HasHistory, ReadOnly, ModelAdmin
):
    """Every slip that was accepted."""

    list_display = [
        "reference",
        "form_type",
        "student_name",
        "branch",
        "key_date",
        "flag_words",
        "work",
        "lark",
        "submitted_at",
    ]
    list_filter = ["form_type", "lark_status", SpamFilter, "branch"]
    list_select_related = ["branch"]
    search_fields = ["reference"]
    search_help_text = _(
        "Name (without marks too), telephone number or its last four digits, reference or a part of it"
    )
    list_before_template = "admin/forms_intake/submission/_list_before.html"
    change_form_template = "admin/forms_intake/submission/change_form.html"
    ordering = ["-submitted_at", "-id"]
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    fields = [
        "reference",
        "form_type",
        "submitted_at",
        "flag_words",
        "work",
        "due_at",
        "answers",
    ]

    def get_urls(self) -> list[URLPattern]:
        """More pages: a sensitive answer, by its slip and its key; the files that came along."""
        view = self.admin_site.admin_view(sensitive.page)
        own = path("<int:pk>/sensitive/<slug:key>/", view, name="forms_intake_submission_sensitive")
        return [own, *files.urls(self.admin_site), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Sensitive answers are not even read for a page that never shows them."""
        rows: QuerySet[Submission] = super().get_queryset(request)
        return rows.defer("sensitive")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        """Names and numbers by their beginning, references by either end."""
        return matching(queryset, search_term) if search_term.strip() else queryset, False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """What a person must do stands above everything else."""
        row: Submission = kwargs["obj"]
        sentence = failure(row, request.user)
        given = {
            "failure": sentence,
            "is_paused": deliveries_words.is_paused(row),
            "files": files.panel(row),
            "hold_panel": holds.panel(row, request),
            "tasks_panel": tasks.panel(row, request),
            "sensitive": sensitive.panel(row, request.user),
            "deliveries": deliveries_panel.of_slip(row, request),
        }
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    @display(description=_("flags"))
    def flag_words(self, row: Submission) -> SafeString | str:
        """Flags in words; a slip without any has none."""
        return format_html_join(", ", "{}", ((Flag(flag).label,) for flag in row.flags)) or "—"

    @display(
        description=_("work status"),
        ordering="work_status",
        label={
            WorkStatus.RECEIVED.label: "info",
            WorkStatus.NEEDS_INFO.label: "warning",
            WorkStatus.APPROVED.label: "success",
            WorkStatus.DECLINED.label: "danger",
        },
    )
    def work(self, row: Submission) -> str:
        """How far the office is."""
        return row.get_work_status_display()

    @display(
        description=_("Lark"),
        ordering="lark_status",
        label={
            LarkStatus.SENT.label: "success",
            LarkStatus.PENDING.label: "warning",
            LarkStatus.FAILED.label: "danger",
        },
    )
    def lark(self, row: Submission) -> str:
        """How far the way to Lark is."""
        return deliveries_words.lark_status(row)

    @display(description=_("Answers"))
    def answers(self, row: Submission) -> SafeString:
        """What was filled in, in words."""
        return render_to_string("admin/forms_intake/_answers.html", {"groups": answer_groups(row)})


def failure(row: Submission, reader: Any) -> str:
    """The sentence for a slip that Lark does not have; whoever may not mend it is told who may."""
    if row.lark_status != LarkStatus.FAILED:
        return ""
    if deliveries_words.is_paused(row):
        return str(_("An administrator has paused a destination. The slip goes there by itself once it is resumed."))
    sentence = hints.sentence(row.lark_error)
    return sentence if _may_mend(row, reader) else _("Tell an administrator: %(sentence)s") % {"sentence": sentence}


def _may_mend(row: Submission, reader: Any) -> bool:
    """Destinations are the administrators' matter, possible spam that of whoever deals with slips."""
    if row.lark_error == hints.Hint.POSSIBLE_SPAM:
        return access.may_work(reader)
    return bool(reader.has_perm("forms_intake.change_destination"))


def answer_groups(row: Submission) -> list[Group]:
    """The answers in words; of a slip that is not open online yet, its keys and values."""
    if slip := SLIPS.get(row.form_type):
        return slip.groups(row.payload)
    return [Group(row.get_form_type_display(), [Row(key, str(value), "") for key, value in row.payload.items()])]
