"""What is done with a destination beside saving it, each at its own address: test, write a line, pause, resume."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from forms_intake import destinations, drift
from forms_intake.admin.connection import tested
from forms_intake.admin.destination_forms import FORMS, DestinationForm
from forms_intake.enums import Circuit, DestinationKind
from forms_intake.lark import checks
from forms_intake.models import Destination

_PREFIX = "forms_intake_destination"


@method_decorator(require_POST, name="test")
@method_decorator(require_POST, name="write_line")
@method_decorator(require_POST, name="pause")
@method_decorator(require_POST, name="resume")
class Steps:
    """Mixed into the ModelAdmin of destinations."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        """Those of the steps, before the admin's own."""
        views = {
            "test/<slug:kind>/": (self.test, "test_new"),
            "test-line/<slug:kind>/": (self.write_line, "line_new"),
            "<int:pk>/test/": (self.test, "test"),
            "<int:pk>/test-line/": (self.write_line, "line"),
            "<int:pk>/pause/": (self.pause, "pause"),
            "<int:pk>/resume/": (self.resume, "resume"),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{_PREFIX}_{name}")
            for route, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]  # of the ModelAdmin that this is mixed into

    def test(self, request: HttpRequest, pk: int | None = None, kind: str = "") -> HttpResponse:
        """Asks Lark with what stands in the form; writes nothing there. What was held goes out when all is well."""
        row, form = self._form(request, pk, kind)
        if errors := _errors(form):
            return self._answer(request, row, {"errors": errors})
        report = tested(form.kind, form.access(), form.cleaned_data.get("app"), row.mapping if row else ())
        if row and report.fields and not form.has_new_access():
            drift.note(row.pk, report.fields)
        released = _released(row, form) if row and report.ok else ""
        return self._answer(request, row, {"report": report, "released": released, "is_new": form.has_new_access()})

    def write_line(self, request: HttpRequest, pk: int | None = None, kind: str = "") -> HttpResponse:
        """Sends one line into the group that everybody there sees: a robot cannot be asked in any other way."""
        row, form = self._form(request, pk, kind)
        if form.kind != DestinationKind.WEBHOOK:
            raise Http404
        if errors := _errors(form):
            return self._answer(request, row, {"errors": errors})
        report = checks.probe(form.access())
        released = _released(row, form) if row and report.ok else ""
        return self._answer(request, row, {"report": report, "released": released, "is_new": form.has_new_access()})

    def pause(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Slips still queue, and nothing goes out."""
        row = self.owned(request, pk)
        destinations.pause(row, by=_person(request))
        messages.success(request, _("Paused. New slips wait here until you resume it."))
        return redirect(f"admin:{_PREFIX}_change", row.pk)

    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What waited goes out."""
        row = self.owned(request, pk)
        waiting = _waiting(row)
        destinations.resume(row, by=_person(request))
        messages.success(request, _("Resumed.") + (f" {_goes_out(waiting)}" if waiting else ""))
        return redirect(f"admin:{_PREFIX}_change", row.pk)

    def test_address(self, row: Destination | None, kind: DestinationKind) -> str:
        """Of the button on a page."""
        step = "line" if kind == DestinationKind.WEBHOOK else "test"
        return (
            reverse(f"admin:{_PREFIX}_{step}", args=[row.pk])
            if row
            else reverse(f"admin:{_PREFIX}_{step}_new", args=[kind])
        )

    def owned(self, request: HttpRequest, pk: int) -> Destination:
        """The row, for somebody who may change it."""
        if not request.user.has_perm("forms_intake.change_destination"):
            raise PermissionDenied
        return get_object_or_404(Destination.objects.select_related("app").defer("config", "app__config"), pk=pk)

    def _form(self, request: HttpRequest, pk: int | None, kind: str) -> tuple[Destination | None, DestinationForm]:
        row = self.owned(request, pk) if pk else None
        if not row and not request.user.has_perm("forms_intake.add_destination"):
            raise PermissionDenied
        if not row and kind not in FORMS:
            raise Http404
        return row, FORMS[row.kind if row else kind](request.POST, instance=row)

    def _answer(self, request: HttpRequest, row: Destination | None, given: dict[str, Any]) -> HttpResponse:
        """The findings alone for the page's script; a page of its own without it."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Test connection")}
        context["back"] = reverse(f"admin:{_PREFIX}_change", args=[row.pk]) if row else ""
        context["columns_address"] = reverse(f"admin:{_PREFIX}_columns", args=[row.pk]) if row else ""
        name = "_report" if request.headers.get("X-Part") == "report" else "report"
        template = f"admin/forms_intake/destination/{name}.html"
        response = TemplateResponse(request, template, context | given)
        response["Cache-Control"] = "no-store"
        return response


def _errors(form: DestinationForm) -> list[tuple[str, str]]:
    """What must be typed before anybody can be asked; a missing name does not matter yet."""
    form.full_clean()
    return [
        (str(form.fields[name].label), str(error)) for name in form.asked_with for error in form.errors.get(name, [])
    ]


def _released(row: Destination, form: DestinationForm) -> str:
    """A fault that is mended needs no saving, when the test was made with what is stored."""
    # Binding the form has put what was typed into the row.
    kept = Destination.objects.without_access().get(pk=row.pk)
    if form.has_new_access() or kept.circuit != Circuit.OPEN:
        return ""
    waiting = _waiting(kept)
    destinations.reconfigured(kept, has_new_access=False)
    return _goes_out(waiting)


def _waiting(row: Destination) -> int:
    return row.deliveries.open().count()


def _goes_out(waiting: int) -> str:
    words = ngettext("%(count)s waiting slip goes out now.", "%(count)s waiting slips go out now.", waiting)
    return words % {"count": waiting}


def _person(request: HttpRequest) -> User:
    assert not request.user.is_anonymous  # noqa: S101 - the admin has asked, the type checker cannot know
    return request.user
