"""The columns of a Base: which of ours goes into which of theirs, and what has changed there since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms_intake import destinations
from forms_intake.admin.access_fields import access_of
from forms_intake.admin.connection import tested
from forms_intake.enums import DestinationKind
from forms_intake.lark import mapping
from forms_intake.lark.base_sources import SOURCES
from forms_intake.lark.mapping import Column, Field
from forms_intake.models import Destination

_NAME = "forms_intake_destination_columns"
_SALT = "forms_intake.columns"
# As long as somebody may look at the choice before saving it.
_SECONDS = 3600


@dataclass(frozen=True)
class Line:
    """One of ours: the column it goes into, and those that could take it."""

    ours: str
    label: str
    chosen: Field | None
    choices: Sequence[Field]
    proposal: str

    @property
    def is_required(self) -> bool:
        """Without it a row cannot be found again."""
        return self.ours in mapping.REQUIRED


@method_decorator(require_safe, name="columns")
@method_decorator(require_POST, name="read_columns")
@method_decorator(require_POST, name="save_columns")
@method_decorator(require_POST, name="accept_columns")
class Columns:
    """Mixed into the ModelAdmin of destinations, before what finds the rows."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        """One address to look, one for each thing that is done."""
        views = {"": self.columns, "read": self.read_columns, "save": self.save_columns, "accept": self.accept_columns}
        own = [
            path(
                f"<int:pk>/columns/{step}/" if step else "<int:pk>/columns/",
                self.admin_site.admin_view(view),
                name=f"{_NAME}_{step}" if step else _NAME,
            )
            for step, view in views.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]  # of the ModelAdmin that this is mixed into

    def columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is stored, and how the Base was found to differ from it."""
        row = self._base(request, pk)
        return self._page(request, row, {"lines": _lines(mapping.columns(row.mapping), None)})

    def read_columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks Lark for the columns, and offers them: those chosen before, then those whose names fit."""
        row = self._base(request, pk)
        report = tested(DestinationKind.BASE, access_of(row), row.app, row.mapping)
        if not report.fields:
            return self._page(request, row, {"lines": _lines(mapping.columns(row.mapping), None), "report": report})
        kept = tuple(mapping.resolve(mapping.columns(row.mapping), report.fields))
        return self._choice(request, row, report.fields, mapping.suggest(report.fields, kept=kept))

    def save_columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The columns as a person chose them; slips that waited for that go out."""
        row = self._base(request, pk)
        fields = _signed(request, row)
        if fields is None:
            messages.error(request, _("This page is more than an hour old. Read the columns again."))
            return self.to_columns(row)
        by_id = {field.id: field for field in fields}
        given = {ours: by_id.get(request.POST.get(f"column_{ours}", "")) for ours in SOURCES}
        chosen = tuple(Column(field, ours) for ours, field in given.items() if field)
        if errors := mapping.validate([column.stored() for column in chosen]):
            return self._choice(request, row, fields, chosen, errors)
        return self._store(request, row, chosen)

    def accept_columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes over new names, and gives up what the Base no longer has."""
        row = self._base(request, pk)
        report = tested(DestinationKind.BASE, access_of(row), row.app, row.mapping)
        if not report.fields:
            return self._page(request, row, {"lines": _lines(mapping.columns(row.mapping), None), "report": report})
        left = tuple(mapping.resolve(mapping.columns(row.mapping), report.fields))
        if errors := mapping.validate([column.stored() for column in left]):
            return self._choice(request, row, report.fields, left, errors)
        return self._store(request, row, left)

    def to_columns(self, row: Destination) -> HttpResponse:
        """To the page where they are chosen."""
        return redirect(f"admin:{_NAME}", row.pk)

    def _base(self, request: HttpRequest, pk: int) -> Destination:
        row: Destination = self.owned(request, pk)  # type: ignore[attr-defined]  # Steps, mixed in beside this
        if row.kind != DestinationKind.BASE:
            raise Http404
        return row

    def _store(self, request: HttpRequest, row: Destination, chosen: Iterable[Column]) -> HttpResponse:
        row.mapping, row.drift = [column.stored() for column in chosen], []
        row.save(update_fields=["mapping", "drift"])
        destinations.reconfigured(row, has_new_access=False)
        messages.success(request, _("The columns are stored."))
        return redirect("admin:forms_intake_destination_change", row.pk)

    def _choice(
        self,
        request: HttpRequest,
        row: Destination,
        fields: Sequence[Field],
        chosen: Iterable[Column],
        errors: Sequence[str] = (),
    ) -> HttpResponse:
        signed = signing.dumps([row.pk, [[each.id, each.name, each.type] for each in fields]], salt=_SALT)
        lines = _lines(chosen, fields)
        return self._page(request, row, {"lines": lines, "signed": signed, "errors": errors})

    def _page(self, request: HttpRequest, row: Destination, given: dict[str, Any]) -> HttpResponse:
        """The stored columns, or the choice of new ones where `signed` stands."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "destination": row, **given}
        context["title"] = _("Columns of %(name)s") % {"name": row.name}
        context["drift"] = [mapping.sentence(difference) for difference in row.drift]
        response = TemplateResponse(request, "admin/forms_intake/destination/columns.html", context)
        response["Cache-Control"] = "no-store"
        return response


def _lines(chosen: Iterable[Column], fields: Sequence[Field] | None) -> list[Line]:
    """All of ours with the columns that fit; without `fields`, those that are written."""
    by_ours = {column.ours: column.field for column in chosen}
    return [
        Line(
            ours=ours,
            label=str(source.label),
            chosen=by_ours.get(ours),
            choices=[field for field in fields or () if field.type in source.types],
            proposal=f"{mapping.REQUIRED.get(ours, source.names[0])} ({source.types[0].label})",
        )
        for ours, source in SOURCES.items()
        if fields is not None or ours in by_ours
    ]


def _signed(request: HttpRequest, row: Destination) -> list[Field] | None:
    """The columns that this page offered; None when it is too old, another's or made up."""
    try:
        pk, fields = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    return [Field(*each) for each in fields] if pk == row.pk else None
