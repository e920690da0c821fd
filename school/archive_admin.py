"""Archive and restore in the admin site: a reason, a way back, and archived rows that can be read but not changed."""

import time
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from school import archive
from school.archive import Archivable, Refused
from school.site_admin import ModelAdmin, keys
from school.text import clean

MOST_AT_ONCE = 200
# The offer to undo stands at the top of the list for a minute, whatever is reloaded meanwhile.
UNDO_SECONDS = 60
_UNDO = "archive_undo"


class ReasonForm(forms.Form):
    """Why; whoever finds the row missing later reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=archive.REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=gettext_lazy("One sentence. Whoever looks for it later reads it."),
        error_messages={"required": gettext_lazy("Enter the reason, for whoever looks for it later")},
    )

    def clean_reason(self) -> str:
        """Something that can be read."""
        if not (reason := clean(self.cleaned_data["reason"])):
            raise ValidationError(_("Enter the reason, for whoever looks for it later"))
        return reason


class ArchivedFilter(admin.SimpleListFilter):
    """Active rows unless the archive is asked for."""

    title = gettext_lazy("archive")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The one that is not shown by itself."""
        return [("yes", gettext_lazy("Archived"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The usual view has a name of its own here."""
        active, archived = super().choices(changelist)
        yield from ({**active, "display": _("In use")}, archived)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One half of the table."""
        return queryset.exclude(archived_at=None) if self.value() else queryset.filter(archived_at=None)


class ArchiveAdmin(ModelAdmin):
    """Mixed into the admin of an archivable model, before any other base."""

    change_form_template = "admin/archive/change_form.html"
    list_before_template = "admin/archive/_list_before.html"
    # It would count the archive too.
    show_full_result_count = False
    actions: ClassVar[Sequence[Any]] = ["archive_selected", "restore_selected"]

    # ---- What a model may say differently ----

    def archive_row(self, request: HttpRequest, row: Any, reason: str) -> None:
        """The model's verb."""
        archive.archive(row, by=request.user, reason=reason)

    def restore_row(self, request: HttpRequest, row: Any) -> None:
        """The model's verb."""
        archive.restore(row, by=request.user)

    def has_archive_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role (accounts/roles.yaml)."""
        return request.user.has_perm(f"{self.opts.app_label}.archive_{self.opts.model_name}")

    def has_restore_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role (accounts/roles.yaml)."""
        return request.user.has_perm(f"{self.opts.app_label}.restore_{self.opts.model_name}")

    # ---- Lists ----

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The archive first."""
        return [ArchivedFilter, *super().get_list_filter(request)]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """In the archive also when, by whom and why."""
        shown = [name for name in super().get_list_display(request) if name != "archived_at"]
        if request.GET.get("archived") != "yes":
            return shown
        return [*shown[:4], "archived_at", "archived_by", "archive_reason"]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Who archived, where that is shown."""
        related = super().get_list_select_related(request)
        if request.GET.get("archived") != "yes" or isinstance(related, bool):
            return ["archived_by"] if request.GET.get("archived") == "yes" else related
        return [*related, "archived_by"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the offer to undo what was archived a moment ago."""
        context = {"archive_undo": self._undo_offer(request)} | (extra_context or {})
        page: HttpResponse = super().changelist_view(request, context)
        return page

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What makes sense in the half that is shown."""
        found: dict[str, Any] = super().get_actions(request)
        found.pop("archive_selected" if request.GET.get("archived") == "yes" else "restore_selected", None)
        return found

    @action(description=gettext_lazy("Archive"), permissions=["archive"])
    def archive_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Asks for the reason first."""
        if len(rows := list(queryset[: MOST_AT_ONCE + 1])) > MOST_AT_ONCE:
            messages.error(request, _("Choose %(most)s rows at most.") % {"most": MOST_AT_ONCE})
            return redirect(request.get_full_path())
        return self._ask(request, rows, ReasonForm())

    @action(description=gettext_lazy("Restore"), permissions=["restore"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """At once: nothing is lost by it."""
        self._restore(request, list(queryset[:MOST_AT_ONCE]))

    # ---- One row ----

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Archived rows are to look at."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_archived)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Whoever saves a page that is out of date is told so."""
        if request.method == "POST" and object_id and self._is_archived(object_id):
            messages.error(request, _("This was archived meanwhile. Restore it, then change it."))
            return redirect(request.get_full_path())
        try:
            page: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())
        return page

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what was changed: what others did to the row meanwhile stays done."""
        if not change:
            super().save_model(request, obj, form, change)
        elif columns := {field.name for field in self.opts.concrete_fields} & set(form.changed_data):
            obj.save(update_fields=columns)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """The page knows whether it may offer to archive or to restore."""
        row: Archivable | None = kwargs.get("obj")
        given = {
            "archived_row": row if row and row.is_archived else None,
            "may_archive": row is not None and not row.is_archived and self.has_archive_permission(request, row),
            "may_restore": row is not None and row.is_archived and self._may_bring_back(request, row),
            "archive_address": self._address("archive"),
            "restore_address": self._address("restore"),
        }
        answer: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return answer

    # ---- Addresses ----

    def get_urls(self) -> list[URLPattern]:
        """Two addresses beside Django's."""
        view, stem = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("archive/", view(self.archive_view), name=f"{stem}_archive"),
            path("restore/", view(require_POST(self.restore_view)), name=f"{stem}_restore"),
            *super().get_urls(),
        ]

    def archive_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for the reason, or archives the rows `pk`."""
        rows = self._rows(request.POST if request.method == "POST" else request.GET)
        if not self.has_archive_permission(request):
            raise PermissionDenied
        if not rows:
            messages.error(request, _("There is nothing left to archive."))
            return self._to_list(request)
        form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
        if not form.is_bound or not form.is_valid():
            return self._ask(request, rows, form)
        self._archive(request, rows, form.cleaned_data["reason"])
        return self._to_list(request)

    def restore_view(self, request: HttpRequest) -> HttpResponse:
        """Brings the rows `pk` back; also the way back from archiving a moment ago."""
        rows = self._rows(request.POST)
        if not all(self._may_bring_back(request, row) for row in rows):
            raise PermissionDenied
        if not rows:
            messages.error(request, _("There is nothing left to restore."))
        self._restore(request, rows)
        return self._to_list(request)

    # ---- Steps ----

    def _may_bring_back(self, request: HttpRequest, row: Any) -> bool:
        """Whoever has the right, and whoever archived it themself."""
        own = row.archived_by_id is not None and row.archived_by_id == request.user.pk
        return self.has_restore_permission(request, row) or (own and self.has_view_permission(request, row))

    def _archive(self, request: HttpRequest, rows: list[Any], reason: str) -> None:
        done, gone_before = [], 0
        for row in rows:
            if row.is_archived:
                gone_before += 1
                continue
            try:
                self.archive_row(request, row, reason)
            except (Refused, ObjectDoesNotExist) as error:
                self._say_why(request, row, error)
            else:
                done.append(row)
        if gone_before:
            messages.info(request, _("Archived before: %(count)s.") % {"count": gone_before})
        if done:
            archived = [str(row.pk) for row in done]
            request.session[_UNDO] = {"model": self.opts.label_lower, "keys": archived, "at": time.time()}

    def _restore(self, request: HttpRequest, rows: list[Any]) -> None:
        done = 0
        for row in rows:
            try:
                self.restore_row(request, row)
            except (Refused, ObjectDoesNotExist) as error:
                self._say_why(request, row, error)
            else:
                done += 1
        request.session.pop(_UNDO, None)
        if done:
            words = ngettext("%(count)s entry is restored.", "%(count)s entries are restored.", done)
            messages.success(request, words % {"count": done})

    def _say_why(self, request: HttpRequest, row: Any, error: Exception) -> None:
        sentence = str(error) if isinstance(error, Refused) else _("It is gone already.")
        messages.error(request, f"{row}: {sentence}")

    def _ask(self, request: HttpRequest, rows: list[Any], form: ReasonForm) -> TemplateResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Why archive?"),
            "opts": self.opts,
            "rows": rows,
            "form": form,
            "archive_address": add_preserved_filters(self._filters(request), self._address("archive")),
            "list_address": add_preserved_filters(self._filters(request), self._address("changelist")),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/archive/reason.html", context)

    def _rows(self, given: Any) -> list[Any]:
        """Those that exist; whatever else the address or the form holds is not there."""
        asked = given.getlist("pk")[:MOST_AT_ONCE] or given.getlist(ACTION_CHECKBOX_NAME)[:MOST_AT_ONCE]
        return list(self.model._default_manager.filter(pk__in=keys(self.model, asked)).order_by("pk"))

    def _is_archived(self, object_id: str) -> bool:
        return any(row.is_archived for row in self._rows(_Keys(object_id)))

    def _undo_offer(self, request: HttpRequest) -> dict[str, Any] | None:
        kept = request.session.get(_UNDO)
        if not kept or kept["model"] != self.opts.label_lower or time.time() - kept["at"] > UNDO_SECONDS:
            return None
        words = ngettext("%(count)s entry is archived.", "%(count)s entries are archived.", len(kept["keys"]))
        sentence = words % {"count": len(kept["keys"])}
        return {"sentence": sentence, "keys": kept["keys"], "address": self._address("restore")}

    def _filters(self, request: HttpRequest) -> dict[str, Any]:
        return {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}

    def _to_list(self, request: HttpRequest) -> HttpResponseRedirect:
        return redirect(add_preserved_filters(self._filters(request), self._address("changelist")))

    def _address(self, what: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{what}")


class _Keys:
    """One key, asked for as those of a form."""

    def __init__(self, key: str) -> None:
        self._key = key

    def getlist(self, name: str) -> list[str]:
        return [self._key] if name == "pk" else []
