"""Forms of the codes: the look's labels, each code accepted once, and one secret however many tabs are open."""

import hashlib
from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth ships without type information
    """The first code of a new app. Its secret stays until it is used: another tab must not make this one useless."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        shown = context.request.session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if shown:
            self.secret = context.request.session[SECRET_SESSION_KEY] = shown
        _dress(self.fields["code"], _("Code from the app"), _("6 digits; the app shows a new one every 30 seconds."))

    def clean_code(self) -> str:
        """Also keeps a double tap from setting the app up twice."""
        code: str = super().clean_code()
        _spend(self.user, code)
        return code


class AuthenticateForm(base.AuthenticateForm):  # type: ignore[misc]  # allauth ships without type information
    """A code at sign-in: of the app, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_app = has_app(self.user)
        _dress_for(self.fields["code"], has_app=self.has_app)

    def clean_code(self) -> str:
        """The code, if it was never used before."""
        code: str = super().clean_code()
        _spend_of_app(self.user, code, self.authenticator)
        return code


class ReauthenticateForm(base.ReauthenticateForm):  # type: ignore[misc]  # allauth ships without type information
    """A code before something that must not happen behind an unattended screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_app = has_app(self.user)
        _dress_for(self.fields["code"], has_app=self.has_app)

    def clean_code(self) -> str:
        """The code, if it was never used before."""
        code: str = super().clean_code()
        _spend_of_app(self.user, code, self.authenticator)
        return code


def _dress(field: forms.Field, label: Any, hint: Any) -> None:
    field.label, field.help_text = label, hint
    field.error_messages["required"] = _("Enter the code")
    field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def _dress_for(field: forms.Field, *, has_app: bool) -> None:
    if has_app:
        _dress(field, _("Code"), _("The 6 digits from the app, or one of your recovery codes."))
    else:
        _dress(field, _("Recovery code"), _("One of the codes you kept when you set up the passkey."))
        # No message brings one.
        field.widget.attrs |= {"autocomplete": "off"}


def has_app(user: User) -> bool:
    """Whether codes of six digits are to be expected at all."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def _spend_of_app(user: User, code: str, authenticator: Authenticator) -> None:
    """Recovery codes are struck off their list by allauth."""
    if authenticator.type == Authenticator.Type.TOTP:
        _spend(user, code)


def _spend(user: User, code: str) -> None:
    """Allauth forgets a used code after one period, but with a tolerance it is good for several (RFC 6238, 5.2)."""
    digest = hashlib.sha256(normalize_user_code(code).encode()).hexdigest()
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"second-factor.spent:{user.pk}:{digest}", True, timeout=seconds):
        raise get_adapter().validation_error("incorrect_code")
