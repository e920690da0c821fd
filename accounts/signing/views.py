"""Allauth's pages where they would be silent: about codes that grew old or locked, and about a lost mail server."""

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account import app_settings, views
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows import (
    email_verification_by_code,
    login_by_code,
    password_reset_by_code,
    phone_verification,
)
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse, RateLimited
from allauth.socialaccount.providers.google import views as google
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.signing import phones, social, words
from school.phones import grouped

View = Callable[[HttpRequest], HttpResponseBase]
# In the session, because an address of a page must hold no address of a person.
_TYPED_KEY = "accounts_typed_email"


class _SignUp(views.SignupView):  # type: ignore[misc]  # allauth ships without type information
    """The account exists only when its code could be sent."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            return response


sign_up = _SignUp.as_view()


class _RequestLoginCode(views.RequestLoginCodeView):  # type: ignore[misc]  # allauth ships without type information
    """Asks for the address only when it is not known yet: from the sign-in page, or from a code that is over."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The button of the sign-in page may be pressed before an address is typed: that is no mistake."""
        if "login" in request.POST and not request.POST["login"].strip():
            return redirect(self.passthrough_next_url(reverse("account_request_login_code")))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_initial(self) -> dict[str, Any]:
        """What was typed before; kept for one look."""
        initial: dict[str, Any] = super().get_initial()
        return initial | {"email": self.request.session.pop(_TYPED_KEY, "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Takes what stands in the field of the sign-in page."""
        options: dict[str, Any] = super().get_form_kwargs()
        return options | {"data": {"email": self.request.POST["login"]}} if "login" in self.request.POST else options


request_login_code = _RequestLoginCode.as_view()


def _pending(request: HttpRequest, key: str) -> dict[str, Any]:
    """What allauth's session holds about the code that is being waited for."""
    session = request.session
    if key == login_by_code.LOGIN_CODE_STATE_KEY:
        stages = session.get(LOGIN_SESSION_KEY, {}).get("state", {}).get("stages", {})
        return dict(stages.get("login_by_code", {}).get("data", {}))
    return dict(session.get(key, {}))


def _telling(view: View, key: str, lifetime: Callable[[], int]) -> View:
    """The view with a sentence when its code has grown old, and with a limit on guesses from one address."""

    @wraps(view)
    def told(request: HttpRequest) -> HttpResponseBase:
        limited: HttpResponseBase | None = ratelimit.consume_or_429(request, action="confirm_code")
        if limited:
            return limited
        began = _pending(request, key).get("at")
        try:
            response = view(request)
        except ImmediateHttpResponse as limit:
            if limit.response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            messages.add_message(request, messages.WARNING, words.CODE_JUST_SENT)
            return redirect(request.get_full_path())
        if began and time.time() - began > lifetime():
            messages.add_message(request, messages.ERROR, words.CODE_TOO_OLD)
        return response

    return told


_confirm_login_code = _telling(
    views.confirm_login_code, login_by_code.LOGIN_CODE_STATE_KEY, lambda: app_settings.LOGIN_BY_CODE_TIMEOUT
)
confirm_email = _telling(
    views.email_verification_sent,
    email_verification_by_code.EMAIL_VERIFICATION_CODE_SESSION_KEY,
    lambda: app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
)
confirm_password_reset = _telling(
    views.confirm_password_reset_code,
    password_reset_by_code.PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    lambda: app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
)
_verify_phone = _telling(
    views.verify_phone,
    phone_verification.PHONE_VERIFICATION_SESSION_KEY,
    lambda: app_settings.PHONE_VERIFICATION_TIMEOUT,
)


def confirm_login_code(request: HttpRequest) -> HttpResponseBase:
    """The code that signs in; when it is over, the way to a new one keeps the address and the page that comes next."""
    typed, begin = (
        _pending(request, login_by_code.LOGIN_CODE_STATE_KEY).get("email"),
        reverse("account_request_login_code"),
    )
    response = _confirm_login_code(request)
    if response.headers.get("Location") != begin:
        return response
    if typed:
        request.session[_TYPED_KEY] = typed
    return redirect(passthrough_next_redirect_url(request, begin, REDIRECT_FIELD_NAME))


class _ChangePhone(views.ChangePhoneView):  # type: ignore[misc]  # allauth ships without type information
    """Begins with the number that waits for its code: for a new code, or to mend a digit."""

    def get_initial(self) -> dict[str, Any]:
        """The waiting number as people write it."""
        pending = _pending(self.request, phone_verification.PHONE_VERIFICATION_SESSION_KEY)
        initial: dict[str, Any] = super().get_initial()
        return initial | ({"phone": grouped(pending["phone"])} if "phone" in pending else {})


_change_phone = _ChangePhone.as_view()


def change_phone(request: HttpRequest) -> HttpResponseBase:
    """Where a number is entered; allauth lets the limit of codes to one number end in a failure."""
    try:
        response: HttpResponseBase = _change_phone(request)
        return response
    except RateLimited:
        messages.add_message(request, messages.WARNING, words.CODE_JUST_SENT)
        return redirect("account_change_phone")


def verify_phone(request: HttpRequest) -> HttpResponseBase:
    """The code of a telephone number; allauth says nothing when too many wrong ones have locked it."""
    before = _pending(request, phone_verification.PHONE_VERIFICATION_SESSION_KEY)
    response = _verify_phone(request)
    wrong = before.get("failed_attempts", 0) + 1
    is_over = not _pending(request, phone_verification.PHONE_VERIFICATION_SESSION_KEY)
    if before and is_over and wrong >= app_settings.PHONE_VERIFICATION_MAX_ATTEMPTS and not _proved(request, before):
        messages.add_message(request, messages.ERROR, words.CODE_LOCKED)
    return response


def _proved(request: HttpRequest, pending: dict[str, Any]) -> bool:
    holder = phones.holder(str(pending.get("phone")))
    return holder is not None and holder.pk == request.user.pk


# Allauth would let whoever finds an open screen give the account a password.
set_password = reauthentication_required(views.password_set)


def google_login(request: HttpRequest) -> HttpResponseBase:
    """To Google and its consent page; no such page without credentials."""
    return _where_configured(google.oauth2_login, request)


def google_callback(request: HttpRequest) -> HttpResponseBase:
    """Back from Google."""
    return _where_configured(google.oauth2_callback, request)


def _where_configured(view: View, request: HttpRequest) -> HttpResponseBase:
    if not social.configured():
        raise Http404
    return view(request)
