"""The import of people: a file or pasted rows, a dry run to look at, and a button that does exactly that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from accounts.importing import applying, reading, sheets
from accounts.importing.columns import COLUMNS
from accounts.importing.plan import Outcome, plan
from accounts.importing.reading import Row, Sheet
from accounts.models import User
from school.csv_text import Unreadable

# Changes with the columns: a page from before is too old.
_SALT = "accounts.import.6"
_SECONDS = 3600
# What a browser sends back with the button; DATA_UPLOAD_MAX_MEMORY_SIZE is the wall behind it.
_MOST_SIGNED = 200_000


class SheetForm(forms.Form):
    """One of a file and pasted text."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False, widget=UnfoldAdminFileFieldWidget())
    pasted = forms.CharField(
        label=gettext_lazy("Or paste the rows, with their headings"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
    )
    invite = forms.BooleanField(
        label=gettext_lazy("Mail each new person a link to choose a password"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget(),
    )

    def clean(self) -> dict[str, Any]:
        """The sheet under `sheet`."""
        given: dict[str, Any] = self.cleaned_data
        file, pasted = given.get("file"), given.get("pasted", "")
        if self.errors.get("file"):
            # An empty file counts as none for Django; here it is told apart.
            self.errors["file"] = self.error_class([_("The file is empty. Begin with the template.")])
            return given
        if bool(file) == bool(pasted.strip()):
            self.add_error("file", _("Choose a file, or paste rows: one of the two"))
            return given
        try:
            given["sheet"] = reading.read(file.read(reading.MOST_BYTES + 1)) if file else reading.read_text(pasted)
        except Unreadable as refused:
            self.add_error("file" if file else "pasted", str(refused))
        return given


class PeopleImport:
    """Mixed into the admin of users: its pages under import/, and the button above the list."""

    admin_site: Any
    opts: Any
    actions_list = ["invite", "import_people"]

    @action(description=gettext_lazy("Invite a colleague"), permissions=["invite"], url_path="invite")
    def invite(self, request: HttpRequest) -> HttpResponse:
        """The way in by e-mail: somebody added by hand gets none."""
        return redirect("admin:accounts_invitation_add")

    def has_invite_permission(self, request: HttpRequest) -> bool:
        """Whoever may invite."""
        return request.user.has_perm("accounts.add_invitation")

    @action(description=gettext_lazy("Import people"), permissions=["import"], url_path="import-people")
    def import_people(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return redirect("admin:accounts_user_import")

    def has_import_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Asked for the button."""
        return request.user.has_perm("accounts.import_user")

    def get_urls(self) -> list[URLPattern]:
        """The names make these addresses follow the action `import` of roles.yaml."""
        view, name = self.admin_site.admin_view, "accounts_user_import"
        return [
            path("import/", view(self.choose), name=name),
            path("import/apply/", view(require_POST(self.confirm)), name=f"{name}_apply"),
            path("import/report/", view(require_POST(self.report)), name=f"{name}_report"),
            path("import/template.csv", view(self.template), name=f"{name}_template"),
            *super().get_urls(),  # type: ignore[misc]  # of the ModelAdmin that this is mixed into
        ]

    def choose(self, request: HttpRequest) -> HttpResponse:
        """Takes the sheet; a readable one is answered with its dry run, and nothing is written."""
        _person(request)
        form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
        if request.method != "POST" or not form.is_valid():
            most = {"most": reading.MOST_ROWS, "kb": reading.MOST_BYTES // 1000}
            return self._page(request, "choose", {"form": form, "columns": COLUMNS.values(), **most})
        return self._dry_run(request, form.cleaned_data["sheet"], invite=form.cleaned_data["invite"])

    def confirm(self, request: HttpRequest) -> HttpResponse:
        """Does what was shown, or shows what has changed since."""
        shown = _signed(request)
        if shown is None:
            return self._too_old(request)
        try:
            made = applying.apply(shown["rows"], shown=shown["outcomes"], invite=shown["invite"], by=_person(request))
        except applying.Changed:
            messages.warning(
                request, _("Something has changed meanwhile. Nothing was written; look at the rows again.")
            )
            return self._dry_run(request, Sheet(shown["rows"]), invite=shown["invite"])
        messages.success(request, _("Accounts made: %(count)s.") % {"count": made})
        return redirect("admin:accounts_user_changelist")

    def report(self, request: HttpRequest) -> HttpResponse:
        """The rows to correct, for Excel."""
        shown = _signed(request)
        if shown is None:
            return self._too_old(request)
        return _csv(sheets.report(plan(shown["rows"], by=_person(request))), _("rows-to-correct"))

    def template(self, request: HttpRequest) -> HttpResponse:
        """An empty sheet with its headings."""
        _person(request)
        return _csv(sheets.template(), _("people"))

    def _dry_run(self, request: HttpRequest, sheet: Sheet, *, invite: bool) -> HttpResponse:
        steps = plan(sheet.rows, by=_person(request))
        signed = _sign(request, sheet.rows, [step.outcome.value for step in steps], invite=invite)
        if len(signed) > _MOST_SIGNED:
            messages.error(request, _("The rows are too long together. Divide the file into several."))
            return redirect("admin:accounts_user_import")
        counts = {outcome.value: sum(step.outcome == outcome for step in steps) for outcome in Outcome}
        given = {"steps": steps, "counts": counts, "signed": signed, "invite": invite, "is_guessed": sheet.is_guessed}
        return self._page(request, "dry_run", given)

    def _too_old(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, _("This page is more than an hour old. Choose the file again."))
        return redirect("admin:accounts_user_import")

    def _page(self, request: HttpRequest, name: str, given: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": _("Import people"), "opts": self.opts, **given}
        response = TemplateResponse(request, f"admin/accounts/user/import_{name}.html", context)
        response["Cache-Control"] = "no-store"
        return response


def _sign(request: HttpRequest, rows: list[Row], outcomes: list[str], *, invite: bool) -> str:
    flat = [[row.number, row.has_more, *row.cells.values()] for row in rows]
    content = {"by": request.user.pk, "rows": flat, "outcomes": outcomes, "invite": invite}
    return signing.dumps(content, salt=_SALT, compress=True)


def _signed(request: HttpRequest) -> dict[str, Any] | None:
    """What this person was shown; None when it is too old, somebody else's or made up."""
    try:
        content: dict[str, Any] = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    rows = [Row(number, dict(zip(COLUMNS, cells, strict=True)), more) for number, more, *cells in content["rows"]]
    return {**content, "rows": rows} if content["by"] == request.user.pk else None


def _csv(text: str, name: str) -> HttpResponse:
    # The translated names are plain letters too: the header carries no others.
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _person(request: HttpRequest) -> User:
    if isinstance(request.user, User) and request.user.has_perm("accounts.import_user"):
        return request.user
    raise PermissionDenied
