"""The pages of an invitation's link. Looking at one changes nothing: messengers open every link for a preview."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import acceptance
from accounts.entering import enter
from accounts.enums import InvitationKind, Theme
from accounts.invitation_forms import GuestForm, NewAccountForm
from accounts.models import Invitation, User
from accounts.people import Refused
from school.pages import too_many_requests

View = Callable[[HttpRequest, str], HttpResponse]
# Of one address. Links that do not work, and guests made: a class behind one connection fits well below.
_RATES = {"closed": "30/10m/ip", "guest": "60/h/ip"}
# In the session: the ids of the links for guests that this browser has come in by.
_CAME_BY = "invitations"


def _guarded(view: View) -> View:
    """The calm page for every link that does not work, whatever the reason; nothing of it is kept anywhere."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except acceptance.Closed:
            if not within_rate(request, "closed"):
                return too_many_requests(request)
            response = render(request, "accounts/invitation_closed.html", status=404)
        except Refused as refused:
            response = render(request, "accounts/invitation_refused.html", {"reason": str(refused)}, status=409)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def _posted(view: View) -> View:
    """A page that was answered with errors may be reloaded by its address: that shows the invitation anew."""

    @wraps(view)
    def posted(request: HttpRequest, token: str) -> HttpResponse:
        return view(request, token) if request.method == "POST" else redirect("accounts:invitation", token)

    return posted


def within_rate(request: HttpRequest, action: str) -> bool:
    """Counts one more from this address."""
    return bool(ratelimit.consume(request, app="accounts", action=action, config=_RATES, limit_get=True))


@_guarded
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to what, and what to do to accept; whoever has done so goes on to where it leads."""
    if known := _came_by(request, token):
        return redirect(_guests_page(known))
    invited = acceptance.standing(token)
    if invited.kind == InvitationKind.GUEST:
        return _show(request, token, invited, "guest", GuestForm())
    account = _signed_in(request)
    if account:
        return _show(request, token, invited, "colleague", is_owner=account.email == invited.email)
    if acceptance.owner(invited):
        return _show(request, token, invited, "sign_in")
    return _show(request, token, invited, "join", NewAccountForm(initial={"name": invited.name}))


@_guarded
@_posted
def enter_as_guest(request: HttpRequest, token: str) -> HttpResponse:
    """Makes a guest of the entered name and leads on; whoever is signed in goes on as who they are."""
    if known := _came_by(request, token):
        return redirect(_guests_page(known))
    if isinstance(request.user, User):
        invited = acceptance.as_oneself(token, user=request.user)
        if request.user.is_guest:
            request.user.refresh_from_db(fields=["expires_at"])
            request.session.set_expiry(request.user.expires_at)
        _remember(request, invited)
        return redirect(_guests_page(invited))
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _show(request, token, acceptance.standing(token), "guest", form)
    if not within_rate(request, "guest"):
        return too_many_requests(request)
    guest, invited = acceptance.as_guest(token, name=form.cleaned_data["name"], theme=_theme(request))
    messages.success(request, _greeting(guest, invited))
    response = enter(request, guest, to=_guests_page(invited))
    _remember(request, invited)
    return response


@_guarded
@_posted
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Makes the account; the office goes on to its second factor."""
    invited = acceptance.standing(token)
    form = NewAccountForm(request.POST, email=invited.email, initial={"name": invited.name})
    if not form.is_valid():
        return _show(request, token, invited, "join", form)
    person = acceptance.as_new(token, **form.cleaned_data, theme=_theme(request))
    return enter(request, person, to=_next_page(person), has_set_password=True)


@_guarded
@_posted
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person, signed in, takes the role."""
    account = _signed_in(request)
    if account is None:
        return redirect("accounts:invitation", token)
    return redirect(_next_page(acceptance.as_colleague(token, user=account)))


def _signed_in(request: HttpRequest) -> User | None:
    """Who is signed in with an account; a guest has none to raise."""
    return request.user if isinstance(request.user, User) and not request.user.is_guest else None


def _came_by(request: HttpRequest, token: str) -> Invitation | None:
    """People press the link in their chat each time: once they are in, it neither closes nor uses a place up."""
    if not isinstance(request.user, User):
        return None
    return acceptance.known(token, among=request.session.get(_CAME_BY, []))


def _remember(request: HttpRequest, invited: Invitation) -> None:
    request.session[_CAME_BY] = [*request.session.get(_CAME_BY, []), invited.pk]


def _theme(request: HttpRequest) -> str:
    """The one this browser shows, so that the page does not change its colours when somebody comes in."""
    return getattr(request, "theme", "") or Theme.SYSTEM


def _greeting(guest: User, invited: Invitation) -> str:
    until = date_format(timezone.localtime(guest.expires_at), "H:i d/m/Y")
    said = _("Welcome, %(name)s. You are a guest here until %(until)s.") % {"name": guest.name, "until": until}
    return f"{invited.name} · {said}" if invited.name else said


def _guests_page(invited: Invitation) -> str:
    """The front page says nothing to guests: their account page says who they are and what they can do."""
    return invited.leads_to if invited.leads_to not in ("", "/") else reverse("accounts:home")


def _next_page(person: User) -> str:
    return reverse("mfa_index") if person.is_staff else reverse("home")


def _show(
    request: HttpRequest, token: str, invited: Invitation, kind: str, form: Any = None, **more: Any
) -> HttpResponse:
    context = {
        "invitation": invited,
        "inviter": invited.created_by,
        "token": token,
        "form": form,
        "page": reverse("accounts:invitation", args=[token]),
        "raises": kind == "colleague" and acceptance.raises_role(invited, request.user),  # type: ignore[arg-type]  # signed in, see above
        "title": _("Invitation"),
        **more,
    }
    return render(request, f"accounts/invitation_{kind}.html", context)
