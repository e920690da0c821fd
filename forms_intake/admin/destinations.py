"""Destinations: where slips go in Lark, one form for each kind. What is a credential is never shown again."""

from typing import Any

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateTimeField, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.history.link import HasHistory
from forms_intake import destinations
from forms_intake.admin import destination_words
from forms_intake.admin.access_fields import UNREADABLE, is_unreadable, stored
from forms_intake.admin.destination_columns import Columns
from forms_intake.admin.destination_forms import FORMS
from forms_intake.admin.destination_kinds import KINDS
from forms_intake.admin.destination_steps import Steps
from forms_intake.enums import DeliveryState, DestinationKind
from forms_intake.models import Delivery, Destination, LarkApp
from school.site_admin import ModelAdmin

_EDITED = ["name", "config", "app", "fallback", "form_types", "only_flags", "except_flags", "is_active"]
_SLIPS = (_("Which slips"), {"fields": ["form_types"]})
_FLAGS = (_("Only slips with certain flags"), {"fields": ["only_flags", "except_flags"], "classes": ["collapse"]})
_ACCESS: dict[str, list[str]] = {
    DestinationKind.WEBHOOK: ["masked_url", "url", "secret", "remove_secret"],
    DestinationKind.MESSAGE: ["app", "group", "chat_id", "chat_name", "fallback"],
    DestinationKind.BASE: ["app", "table", "address"],
    DestinationKind.EMAIL: [],
}
_COLOURS = {"running": "success", "paused": "info", "held": "danger", "waiting": "warning", "off": "info"}


@admin.register(Destination)
class DestinationAdmin(Columns, Steps, HasHistory, ModelAdmin):
    """Saving a destination sends what waited for it."""

    # How many wait, and when the last was accepted.
    live_also = ("deliveries",)
    live_pause = 1000
    list_display = ["name", "kind", "slips", "state", "waiting", "last_accepted"]
    readonly_fields = ["masked_url", "group", "table"]
    ordering = ["name"]
    add_form_template = change_form_template = "admin/forms_intake/destination/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Destination]:
        """Credentials are read one by one, and only where they are needed."""
        rows: QuerySet[Destination] = super().get_queryset(request)
        return rows.defer("config", "app__config").select_related("app").annotate(**_figures())

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """First the kind, for it decides what is asked; it cannot change later."""
        if _kind(request) is None:
            context = {**self.admin_site.each_context(request), "title": _("Add destination"), "opts": self.opts}
            context |= {
                "kinds": [(kind.value, kind.label, KINDS[kind]) for kind in DestinationKind],
                "has_app": LarkApp.objects.exists(),
            }
            return TemplateResponse(request, "admin/forms_intake/destination/kinds.html", context)
        answer: HttpResponse = super().add_view(request, form_url, extra_context)
        return answer

    def get_form(self, request: HttpRequest, obj: Destination | None = None, change: bool = False, **kw: Any) -> Any:
        """The form of its kind."""
        kind = obj.kind if obj else _kind(request) or DestinationKind.WEBHOOK
        return super().get_form(request, obj, change, **kw | {"form": FORMS[kind], "fields": None})

    def get_fieldsets(self, request: HttpRequest, obj: Destination | None = None) -> list[Any]:
        """Name and access, then which slips, then what few need."""
        kind = obj.kind if obj else _kind(request) or DestinationKind.WEBHOOK
        access = [name for name in _ACCESS[kind] if obj or name not in self.readonly_fields]
        return [(None, {"fields": ["name", *access, "is_active"]}), _SLIPS, _FLAGS]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kw: Any) -> TemplateResponse:
        """Above the form: how it does. Below: the test."""
        row: Destination | None = kw.get("obj")
        kind = DestinationKind(row.kind if row else _kind(request) or DestinationKind.WEBHOOK)
        given: dict[str, Any] = {"kind": kind, "kind_words": KINDS[kind], "test_address": self.test_address(row, kind)}
        if row:
            colour, words = destination_words.state(row)
            given |= {"state": words, "colour": _COLOURS[colour], "advice": destination_words.advice(row)}
            given |= {"unreadable": UNREADABLE if is_unreadable(row) else ""}
        answer: TemplateResponse = super().render_change_form(request, context | given, **kw)
        return answer

    def save_model(self, request: HttpRequest, obj: Destination, form: Any, change: bool) -> None:
        """What was held is tried at once."""
        # Not the columns that the engine writes meanwhile.
        obj.save(update_fields=_EDITED if change else None)
        destinations.reconfigured(obj, has_new_access=form.has_new_access())

    def response_add(self, request: HttpRequest, obj: Destination, post_url_continue: Any = None) -> HttpResponse:
        """A Base is not ready before its columns are chosen."""
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        return self.to_columns(obj) if obj.kind == DestinationKind.BASE else answer

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deliveries refer to it: it is switched off instead."""
        return False

    @display(description=_("Slips"))
    def slips(self, row: Any) -> str:
        """Which go there: kinds, flags, and for whom it only stands by."""
        return destination_words.slips(row)

    @display(description=_("state"), label=_COLOURS)
    def state(self, row: Destination) -> tuple[str, str]:
        """How it does, in words."""
        return destination_words.state(row)

    @display(description=_("Waiting"), ordering="waiting_count")
    def waiting(self, row: Any) -> str:
        """How many deliveries."""
        return str(row.waiting_count)

    @display(description=_("Last accepted"))
    def last_accepted(self, row: Any) -> Any:
        """When Lark took the last one."""
        return row.accepted_at

    @display(description=_("Stored address"))
    def masked_url(self, row: Destination) -> str:
        """Enough to recognise it by."""
        url = str(stored(row).get("url", ""))
        return f"{url[:36]}…{url[-4:]}" if url else "—"

    @display(description=_("Stored group"))
    def group(self, row: Destination) -> str:
        """By its name, where it was chosen from the list."""
        kept = stored(row)
        return str(kept.get("chat_name") or kept.get("chat_id") or "—")

    @display(description=_("Stored table"))
    def table(self, row: Destination) -> str:
        """Base and table by their ids, which open nothing without the app."""
        kept = stored(row)
        return f"{kept['app_token']} · {kept['table_id']}" if "table_id" in kept else "—"


def _kind(request: HttpRequest) -> DestinationKind | None:
    given = request.GET.get("kind")
    return DestinationKind(given) if given in DestinationKind.values else None


def _figures() -> dict[str, Any]:
    """Each from an index: how many wait, and when the last was accepted."""
    of_row = Delivery.objects.filter(destination=OuterRef("pk")).order_by()
    waiting = of_row.open().values("destination").annotate(number=Count("pk")).values("number")
    stood_in_for = Destination.objects.filter(fallback=OuterRef("pk"), is_active=True).order_by("name").values("name")
    accepted = of_row.filter(state=DeliveryState.DELIVERED).order_by("-delivered_at").values("delivered_at")[:1]
    return {
        "waiting_count": Coalesce(Subquery(waiting, output_field=IntegerField()), 0),
        "stands_in_for": ArraySubquery(stood_in_for),
        "accepted_at": Subquery(accepted, output_field=DateTimeField()),
    }
