"""How people get in: the school invites them, and every refusal says what to do next."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from school import encryption


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships without type information
    """Second factors are secrets: encrypted at rest like all others."""

    def encrypt(self, text: str) -> str:
        """Called before a secret is stored."""
        return encryption.encrypt({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        """Called when a code is checked."""
        return str(encryption.decrypt(encrypted_text)["secret"])


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
