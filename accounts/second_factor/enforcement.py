"""Leads office people without a second factor to setting one up, once their time is over; their rights wait too."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import answers, second_factor

Handler = Callable[[HttpRequest], HttpResponseBase]

SETTING_UP = frozenset(
    {
        "accounts:totp_qr",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        # Who sets one up shows their password first, and has a confirmed e-mail address.
        "account_complete_password_reset",
        "account_confirm_password_reset_code",
        "account_email",
        "account_email_verification_sent",
        "account_password_reset_completed",
        "account_reauthenticate",
        "account_reset_password",
        "account_set_password",
    }
)
ALWAYS_OPEN = frozenset({"account_logout", "favicon", "hijack:release", "preferences", "privacy", "too_large"})
# Addresses of machines, which ask with no session; a browser that opens one learns nothing about a person.
_MACHINES = ("health", "metrics", "lark")


class Enforcement:
    """Asked for each view, after the person is known."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """None lets the request through."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ALWAYS_OPEN or name.startswith(_MACHINES) or not request.user.is_authenticated:
            return None
        if name in SETTING_UP or not second_factor.overdue(request.user):
            return None
        return _refusal(request)


def _refusal(request: HttpRequest) -> HttpResponseBase:
    """The way to setting one up; scripts cannot follow it and get a sentence, as does a form that would be lost."""
    if not answers.wants_page(request):
        words = _("Set up the second step of your sign-in first. Open this page in the browser.")
        return answers.sentence(request, words, status=403)
    if request.method not in ("GET", "HEAD") or getattr(request.user, "is_hijacked", False):
        return render(request, "mfa/required.html", status=403)
    return HttpResponseRedirect(reverse("mfa_index"))
