"""How a guest becomes somebody with an account: three boxes, a code by e-mail, done."""

from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from allauth.core.ratelimit import consume as count_guess
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import guests
from accounts.entering import enter
from accounts.invitation_forms import CodeForm, KeepForm
from accounts.models import User
from accounts.people import Refused
from accounts.signing import words
from school.pages import too_many_requests

View = Callable[[HttpRequest, User], HttpResponse]
# Each of these sends an e-mail.
_RATES = {"keep": "10/h/user,5/10m/key"}


def _for_guests(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Others have an account already, or have come in no way at all."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        guest = request.user
        if not isinstance(guest, User):
            return redirect("account_login")
        return view(request, guest) if guest.is_guest else redirect("home")

    return page


@_for_guests
def keep(request: HttpRequest, guest: User) -> HttpResponse:
    """Name, e-mail and password."""
    form = KeepForm(request.POST if request.method == "POST" else None, initial={"name": guest.name})
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/keep.html", {"form": form, "until": guest.expires_at})
    given = form.cleaned_data
    if not ratelimit.consume(request, app="accounts", action="keep", config=_RATES, key=given["email"]):
        return too_many_requests(request)
    # Hashed whether the address is free or not: the time it takes must not tell.
    hashed = make_password(given["password"])
    guests.Keeping.begin(request, name=given["name"], email=given["email"], password_hash=hashed)
    return redirect("accounts:keep_code")


@_for_guests
def code(request: HttpRequest, guest: User) -> HttpResponse:
    """The code that proves the mailbox; guesses are counted for the code, and for the address they come from."""
    if request.method == "POST" and not count_guess(request, action="confirm_code"):
        return too_many_requests(request)
    keeping = guests.Keeping.under_way(request)
    if keeping is None:
        return _begin_again(request, words.CODE_TOO_OLD)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if keeping.fits(form.cleaned_data["code"]):
            return _kept(request, guest, keeping)
        if not keeping.record_invalid_attempt():
            return _begin_again(request, words.CODE_LOCKED)
        form.add_error("code", words.ACCOUNT["incorrect_code"])
    return render(request, "accounts/keep_code.html", {"form": form, "email": keeping.state["email"]})


@require_POST
@_for_guests
def code_again(request: HttpRequest, guest: User) -> HttpResponse:
    """One more code to the same address."""
    keeping = guests.Keeping.under_way(request)
    if keeping is None or not keeping.resend():
        return _begin_again(request, words.CODE_TOO_OLD)
    messages.success(request, _("A new code is on its way. The earlier one no longer works."))
    return redirect("accounts:keep_code")


def _kept(request: HttpRequest, guest: User, keeping: guests.Keeping) -> HttpResponse:
    given = keeping.state
    keeping.abort()
    try:
        person = guests.keep(guest, name=given["name"], email=given["email"], password_hash=given["password"])
    except Refused as refused:
        return _begin_again(request, str(refused))
    response = enter(request, person, to="/", has_set_password=True)
    messages.success(request, _("The account is yours to keep. Sign in with your e-mail from now on."))
    return response


def _begin_again(request: HttpRequest, reason: object) -> HttpResponse:
    messages.error(request, str(reason))
    return redirect("accounts:keep")
