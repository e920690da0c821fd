"""Posters in the admin site: choose a branch and a slip, look at the poster, take it as a file or print it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.enums import Language
from accounts.models import User
from catalog.models import Branch, Product
from forms_intake.entry.poster import SIZES, Poster
from forms_intake.enums import FormType
from forms_intake.slips.online import SLIPS


class PosterForm(forms.Form):
    """What the poster leads to, and how it looks; all of it stands in the address of the page."""

    form_type = forms.ChoiceField(label=gettext_lazy("Slip"), widget=UnfoldAdminSelectWidget())
    branch = forms.ModelChoiceField(
        Branch.objects.none(),
        label=gettext_lazy("Branch"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Any branch"),
        widget=UnfoldAdminSelectWidget(),
    )
    course = forms.ModelChoiceField(
        Product.objects.none(),
        label=gettext_lazy("Course"),
        required=False,
        to_field_name="sku",
        empty_label=gettext_lazy("Any course"),
        widget=UnfoldAdminSelectWidget(),
    )
    teacher = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Teacher"),
        required=False,
        empty_label=gettext_lazy("Any teacher"),
        widget=UnfoldAdminSelectWidget(),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Language.choices, widget=UnfoldAdminSelectWidget()
    )
    size = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=[(size, size.upper()) for size in SIZES],
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        fields: dict[str, Any] = self.fields
        fields["form_type"].choices = [(one.value, one.label) for one in FormType if one.value in SLIPS]
        fields["branch"].queryset = Branch.objects.open()
        fields["course"].queryset = Product.objects.courses().order_by("name")
        # Without a name a user reads as an e-mail address, which does not belong on a wall.
        fields["teacher"].queryset = User.objects.teachers().exclude(name="").order_by("name")

    def poster(self) -> Poster:
        """The poster of a valid form."""
        given = self.cleaned_data
        return Poster(**given | {"form_type": FormType(given["form_type"])})


_FIRST = {"form_type": FormType.LEAVE_REQUEST.value, "language": Language.VIETNAMESE.value, "size": "a4"}


def urls() -> list[URLPattern]:
    """For the admin that these pages hang on."""
    view = admin.site.admin_view
    return [
        path("poster/", view(page), name="forms_intake_poster"),
        path("poster/file/", view(file), name="forms_intake_poster_file"),
        path("poster/print/", view(printable), name="forms_intake_poster_print"),
    ]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The choices and what becomes of them."""
    form = PosterForm(_FIRST | request.GET.dict())
    context: dict[str, Any] = {"title": _("Posters with a QR code"), "form": form}
    if form.is_valid():
        poster = form.poster()
        context |= {"poster": poster, "drawing": SafeString(poster.drawing()), "query": request.GET.urlencode()}
    context = admin.site.each_context(request) | context
    return TemplateResponse(request, "admin/forms_intake/poster/page.html", context)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The drawing as a file for the print shop."""
    poster = _wanted(request)
    if poster is None:
        return page(request)
    headers = {"Content-Disposition": f'attachment; filename="{poster.name()}"'}
    return HttpResponse(poster.drawing(), content_type="image/svg+xml; charset=utf-8", headers=headers)


@require_safe
def printable(request: HttpRequest) -> HttpResponse:
    """The drawing alone on its paper: the browser prints it or makes a PDF of it, with every Vietnamese mark."""
    poster = _wanted(request)
    if poster is None:
        return page(request)
    context = {"poster": poster, "drawing": SafeString(poster.drawing())}
    return TemplateResponse(request, "admin/forms_intake/poster/print.html", context)


def _wanted(request: HttpRequest) -> Poster | None:
    form = PosterForm(_FIRST | request.GET.dict())
    return form.poster() if form.is_valid() else None
