"""Products in and out by spreadsheet: a dry run to look at, a button that does exactly that; and the download."""

from typing import Any

import structlog
from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanSwitchWidget

from accounts.models import User
from catalog import exporting
from catalog.importing import reading, running
from catalog.importing.columns import COLUMNS
from catalog.importing.reading import Row, Sheet
from catalog.importing.running import Changed, Outcome
from school.csv_text import Unreadable

log = structlog.get_logger(__name__)

# Changes with the columns: a page from before is too old.
_SALT = "catalog.import.1"
_SECONDS = 3600
# What a browser sends back with the button; DATA_UPLOAD_MAX_MEMORY_SIZE is the wall behind it.
_MOST_SIGNED = 200_000


class SheetForm(forms.Form):
    """The file, and what its numbers of stock mean."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        widget=UnfoldAdminFileFieldWidget(),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose the file")},
    )
    stock_too = forms.BooleanField(
        label=gettext_lazy("The column Stock is a stock-taking: book it for products that are known too"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
    )

    def clean_file(self) -> Sheet:
        """What is in it."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(reading.NAMES):
            raise ValidationError(reading.no_sheet())
        try:
            return reading.read(file.read(reading.MOST_BYTES + 1))
        except Unreadable as refused:
            raise ValidationError(str(refused)) from refused


class Sheets:
    """Mixed into the admin of products: its pages under import/ and export/."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        """The names make these addresses follow the actions `import` and `export` of roles.yaml."""
        view, stem = self.admin_site.admin_view, "catalog_product"
        return [
            path("import/", view(self.choose), name=f"{stem}_import"),
            path("import/apply/", view(require_POST(self.confirm)), name=f"{stem}_import_apply"),
            path("import/template.<slug:form>", view(self.template), name=f"{stem}_import_template"),
            path("export/products.<slug:form>", view(self.export), name=f"{stem}_export"),
            *super().get_urls(),  # type: ignore[misc]  # of the ModelAdmin that this is mixed into
        ]

    def choose(self, request: HttpRequest) -> HttpResponse:
        """Takes the sheet; a readable one is answered with its dry run, and nothing is written."""
        _person(request, "import")
        form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
        if not form.is_bound or not form.is_valid():
            most = {"most": reading.MOST_ROWS, "kb": reading.MOST_BYTES // 1000}
            return self._page(request, "choose", {"form": form, "columns": COLUMNS.values(), **most})
        return self._dry_run(request, form.cleaned_data["file"], stock_too=form.cleaned_data["stock_too"])

    def confirm(self, request: HttpRequest) -> HttpResponse:
        """Does what was shown, or shows what has changed since."""
        by = _person(request, "import")
        if (shown := _signed(request)) is None:
            messages.error(request, _("This page is more than an hour old. Choose the file again."))
            return redirect("admin:catalog_product_import")
        try:
            done = running.apply(shown["rows"], shown=shown["shown"], stock_too=shown["stock_too"], by=by)
        except Changed:
            messages.warning(
                request, _("Something has changed meanwhile. Nothing was written; look at the rows again.")
            )
            return self._dry_run(
                request, Sheet(shown["rows"], frozenset(shown["columns"])), stock_too=shown["stock_too"]
            )
        messages.success(request, _("Products made or changed: %(count)s.") % {"count": done})
        return redirect("admin:catalog_product_changelist")

    def template(self, request: HttpRequest, form: str) -> HttpResponse:
        """A sheet to begin with."""
        _person(request, "import")
        return _download(form, exporting.template, _("products"))

    def export(self, request: HttpRequest, form: str) -> HttpResponse:
        """The list as it is filtered and searched at the moment."""
        by = _person(request, "export")
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)  # type: ignore[attr-defined]  # as above
        except IncorrectLookupParameters:
            # The list would leave out such a filter; a file of other rows than were asked for helps nobody.
            messages.error(request, _("These filters cannot be used. Choose them again, then download."))
            return redirect("admin:catalog_product_changelist")
        log.info("products.exported", form=form, by=by.pk)
        return _download(form, lambda wanted: exporting.sheet(rows, wanted), _("products"))

    def _dry_run(self, request: HttpRequest, sheet: Sheet, *, stock_too: bool) -> HttpResponse:
        steps = running.plan(sheet.rows, stock_too=stock_too)
        signed = _sign(request, sheet, running.digest(steps), stock_too=stock_too)
        if len(signed) > _MOST_SIGNED:
            messages.error(request, _("The rows are too long together. Divide the file into several."))
            return redirect("admin:catalog_product_import")
        counts = {outcome.value: sum(step.outcome == outcome for step in steps) for outcome in Outcome}
        given = {
            "steps": steps,
            "counts": counts,
            "signed": signed,
            "may_apply": not counts["error"] and counts["new"] + counts["changed"],
            "is_stock_left": "stock" in sheet.columns and not stock_too,
            "is_guessed": sheet.is_guessed,
        }
        return self._page(request, "dry_run", given)

    def _page(self, request: HttpRequest, name: str, given: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": _("Import products"), "opts": self.opts, **given}
        response = TemplateResponse(request, f"admin/catalog/product/import_{name}.html", context)
        response["Cache-Control"] = "no-store"
        return response


def _sign(request: HttpRequest, sheet: Sheet, shown: str, *, stock_too: bool) -> str:
    flat = [[row.number, row.has_more, *row.cells.values()] for row in sheet.rows]
    content = {"by": request.user.pk, "rows": flat, "columns": sorted(sheet.columns)}
    return signing.dumps(content | {"shown": shown, "stock_too": stock_too}, salt=_SALT, compress=True)


def _signed(request: HttpRequest) -> dict[str, Any] | None:
    """What this person was shown; None when it is too old, somebody else's or made up."""
    try:
        content: dict[str, Any] = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    rows = [Row(number, dict(zip(COLUMNS, cells, strict=True)), more) for number, more, *cells in content["rows"]]
    return {**content, "rows": rows} if content["by"] == request.user.pk else None


def _download(form: str, written: Any, name: str) -> HttpResponse:
    if form not in exporting.CONTENT_TYPES:
        raise Http404
    # The translated names are plain letters too: the header carries no others.
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(written(form), content_type=exporting.CONTENT_TYPES[form], headers=headers)


def _person(request: HttpRequest, action: str) -> User:
    if isinstance(request.user, User) and request.user.has_perm(f"catalog.{action}_product"):
        return request.user
    raise PermissionDenied
