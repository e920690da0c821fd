"""The timeline in the admin site."""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.history import entries, names
from accounts.history.filters import FilterForm
from accounts.history.following import PERMISSION, followed
from accounts.history.timeline import Page, page

# Milliseconds between two looks of an open page: everything that anybody does is news.
_PAUSE = 1000


@never_cache
@require_safe
def timeline(request: HttpRequest) -> TemplateResponse:
    """Everything that happened, newest first, narrowed by the form in the address."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    form = FilterForm(request.GET)
    is_valid = form.is_valid()
    found = page(form.wanted(), cursor=request.GET.get("cursor", "")) if is_valid else Page([], None, None)
    filters = {name: request.GET[name] for name in form.fields if is_valid and request.GET.get(name)}
    context = admin.site.each_context(request) | {
        "title": _("History"),
        "form": form,
        "entries": entries.told(found.keys),
        "is_narrowed": bool(filters),
        "newer": _address(filters, found.newer),
        "older": _address(filters, found.older),
        "row_name": _row_name(form) if is_valid else "",
        "without_row": _address(filters | {"row": ""}, ""),
        "live_topics": " ".join(followed(form.wanted(), request.user)) if is_valid else "",
        "live_pause": _PAUSE,
    }
    return TemplateResponse(request, "admin/history/timeline.html", context)


def _address(filters: dict[str, str], cursor: str | None) -> str:
    return "" if cursor is None else "?" + urlencode(filters | ({"cursor": cursor} if cursor else {}))


def _row_name(form: FilterForm) -> str:
    """What the one row is called that the timeline is narrowed to."""
    wanted = form.wanted()
    if not wanted.table or not wanted.row:
        return ""
    return names.Names([(wanted.table, wanted.row)]).of(wanted.table, wanted.row)
