"""Pages of saved lists: keep one, change it, delete it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forms_intake.access import for_workers
from forms_intake.inbox import choices, saved
from forms_intake.inbox.filters import Filters, View
from forms_intake.models import SavedView


@for_workers
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Asks what the list in the address shall be called, and keeps it."""
    filters, by = Filters.read(request.GET), cast(User, request.user)
    if request.method == "POST":
        try:
            stored = saved.save(name=_typed(request), filters=filters, is_shared=_is_shared(request), by=by)
        except saved.Refused as refused:
            return _asked(request, filters, error=str(refused))
        messages.success(request, _("Saved: %(name)s") % {"name": stored.name})
        return redirect(choices.address(saved.filters(stored)))
    return _asked(request, filters)


@for_workers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, shared or not; and the way to delete it."""
    view, by = _opened(request, pk), cast(User, request.user)
    if request.method == "POST":
        try:
            saved.change(view, name=_typed(request), is_shared=_is_shared(request), by=by)
        except saved.Refused as refused:
            return _asked(request, saved.filters(view), view=view, error=str(refused))
        messages.success(request, _("Saved: %(name)s") % {"name": view.name})
        return redirect(choices.address(saved.filters(view)))
    return _asked(request, saved.filters(view), view=view)


@for_workers
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for on the page of the list, where it has been confirmed."""
    view = _opened(request, pk)
    try:
        saved.delete(view, by=cast(User, request.user))
    except saved.Refused as refused:
        return _asked(request, saved.filters(view), view=view, error=str(refused))
    messages.success(request, _("Deleted: %(name)s") % {"name": view.name})
    return redirect("inbox:list")


def _opened(request: HttpRequest, pk: int) -> SavedView:
    """One's own or a shared one; of somebody else's nobody learns that it exists."""
    view = SavedView.objects.shown_to(request.user).select_related("owner").filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def _asked(request: HttpRequest, filters: Filters, *, view: SavedView | None = None, error: str = "") -> HttpResponse:
    given = {
        "view": view,
        "name": _typed(request) if request.method == "POST" else view.name if view else "",
        "is_shared": _is_shared(request) if request.method == "POST" else bool(view and view.is_shared),
        "error": error,
        "filters": filters,
        "title": View(filters.view).label,
        "chips": choices.chips(filters.changed(q="")),
        "back": choices.address(filters),
        "may_change": view is None or saved.may_change(view, cast(User, request.user)),
        "longest": saved.LONGEST,
    }
    return render(request, "inbox/saved.html", given, status=422 if error else 200)


def _typed(request: HttpRequest) -> str:
    return str(cast(QueryDict, request.POST).get("name", ""))[: 10 * saved.LONGEST]


def _is_shared(request: HttpRequest) -> bool:
    return "is_shared" in request.POST
