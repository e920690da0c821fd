"""The page that shows a person where they are signed in, and lets them end it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions
from accounts.entering import signed_in
from accounts.sessions import devices


@require_safe
@login_required
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """All open sessions of whoever asks, this browser's first."""
    key = request.session.session_key
    rows = [
        {
            "pk": session.pk,
            "device": devices.described(session.user_agent),
            "is_current": session.session_key == key,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "first_address": session.data.get("first_ip", session.ip),
            "address": session.ip,
        }
        for session in sessions.open_sessions(signed_in(request))
    ]
    rows.sort(key=lambda row: not row["is_current"])
    return render(request, "usersessions/usersession_list.html", {"sessions": rows})


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of them; one that is gone already is what was wanted."""
    sessions.end(signed_in(request), pk)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """Ends all but this one."""
    ended = sessions.end_all(signed_in(request), but=request.session.session_key)
    messages.success(
        request,
        ngettext("%(number)s other device is signed out.", "%(number)s other devices are signed out.", ended)
        % {"number": ended},
    )
    return redirect("accounts:sessions")
