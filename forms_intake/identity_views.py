"""Where somebody of the office says who they are in Lark."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows import reauthentication
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from forms_intake import access, identities
from forms_intake.access import for_workers
from forms_intake.models import LarkIdentity


@for_workers
@never_cache
@require_safe
def link(request: HttpRequest) -> HttpResponse:
    """Whether one is linked, to which app, and how to begin."""
    return _page(request)


@for_workers
@never_cache
@require_http_methods(["GET", "POST"])
@reauthentication_required(enabled=lambda request: request.method == "GET")  # type: ignore[untyped-decorator]  # allauth ships without type information
def new_code(request: HttpRequest) -> HttpResponse:
    """Makes a code and shows it, this once, to somebody who has just shown again who they are.

    Whoever finds a colleague's browser open must not get that colleague's buttons in Lark for good.
    """
    if request.method == "GET":
        messages.success(request, _("Thank you. The button works now."))
        return redirect("lark:link")
    if reauthentication.is_reauthentication_required(request, app=""):
        return redirect("lark:code")
    try:
        return _page(request, code=identities.new_code(_worker(request)))
    except identities.Refused as refused:
        messages.error(request, str(refused))
        return redirect("lark:link")


@for_workers
@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one's own link."""
    person = _worker(request)
    identities.unlink(get_object_or_404(LarkIdentity, pk=pk, user=person), by=person)
    messages.success(request, _("The link is undone. Buttons in Lark do nothing for you any more."))
    return redirect("lark:link")


def _page(request: HttpRequest, **extra: Any) -> HttpResponse:
    person = _worker(request)
    rows = identities.apps_of(person)
    open_to = [app for app, identity in rows if identity is None]
    context = {
        "rows": rows,
        "linked": len(rows) - len(open_to),
        "is_open": bool(open_to),
        "open_to": open_to,
        "topic": f"{identities.TOPIC}:{person.pk}",
    }
    return render(request, "forms_intake/lark_link.html", context | extra)


def _worker(request: HttpRequest) -> User:
    """Asked here too: roles.yaml opens the page by role, the right may have ended a moment ago."""
    if isinstance(request.user, User) and access.may_work(request.user):
        return request.user
    raise PermissionDenied
