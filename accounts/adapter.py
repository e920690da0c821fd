"""How people get in: the school invites them, and every refusal says what to do next."""

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sessions import devices
from school import encryption


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships without type information
    """Second factors are secrets: encrypted at rest like all others."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Enter the newest code; each one works once"),
        "unverified_email": _("Confirm your e-mail address first, then set up the second step"),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first"),
    }

    def encrypt(self, text: str) -> str:
        """Called before a secret is stored."""
        return encryption.encrypt({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        """Called when a code is checked."""
        return str(encryption.decrypt(encrypted_text)["secret"])

    def build_totp_svg(self, url: str) -> str:
        """Black on white in both themes: cameras do not read it otherwise."""
        drawing: str = segno.make(url, error="m").svg_inline(scale=6, border=4, dark="#000", light="#fff", svgns=True)
        return drawing

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """A passkey is called after the device it is made on, until its owner renames it."""
        return devices.described(context.request.headers.get("User-Agent", ""))

    def _get_site_name(self) -> str:
        return str(settings.SCHOOL_NAME)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships without type information
    """Allauth's account rules in the school's words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        # One sentence for a wrong password, an unknown address and a blocked account: it must not tell which.
        "account_inactive": _("E-mail and password do not match. Check both and try again"),
        "email_password_mismatch": _("E-mail and password do not match. Check both and try again"),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again"),
        "rate_limited": _("Too many attempts. Wait five minutes, then try again"),
        "incorrect_password": _("Enter your current password"),
        "enter_current_password": _("Enter your current password"),
        "incorrect_code": _("Enter the newest code from the e-mail"),
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one"),
        "unknown_email": _("Enter the e-mail address you sign in with"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up alone: the school creates accounts."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk, everybody else to the front page."""
        return reverse("admin:index") if getattr(request.user, "is_staff", False) else reverse("home")
