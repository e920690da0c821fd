"""Signing in with Google: who may, what is taken over from there, and when it is offered at all."""

from typing import Any

import structlog
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from accounts.models import User, normalised_email
from accounts.signing import fields, words
from school import browsers, text

log = structlog.get_logger(__name__)


def configured() -> bool:
    """Whether the school has credentials from Google's console."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS["google"]["APPS"])


def offered(request: HttpRequest) -> bool:
    """Whether a page shows the button: Google refuses browsers inside other apps."""
    return configured() and not browsers.in_app(request.headers.get("User-Agent", ""))


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships without type information
    """Everything that allauth asks about accounts elsewhere."""

    error_messages = DefaultSocialAccountAdapter.error_messages | words.SOCIAL

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Name and address as Google knows them, in our spelling; nobody is without a name."""
        user: User = super().populate_user(request, sociallogin, data)
        user.email = normalised_email(user.email or "")
        known = text.clean(str(sociallogin.account.extra_data.get("name") or ""))
        user.name = (known or user.email.partition("@")[0])[: fields.NAME_LIMIT]
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Google's word alone opens no account that exists here; its owner is told how to connect the two."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        proved = [normalised_email(address.email) for address in sociallogin.email_addresses if address.verified]
        if User.objects.filter(email__in=proved).exists() or EmailAddress.objects.filter(email__in=proved).exists():
            self._to_sign_in(request)

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """A new person; of two that come at once with one address, the second signs in to the first's account."""
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, sociallogin, form)
        except IntegrityError:
            self._to_sign_in(request)
        return saved

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        """What the form already knows."""
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return initial | {"name": sociallogin.user.name}

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **more: Any) -> None:
        """Noted by kind: the exception's text may hold what Google sent."""
        log.warning("google.refused", error=str(error), exception=type(more.get("exception")).__name__)

    def _to_sign_in(self, request: HttpRequest) -> None:
        messages.add_message(request, messages.INFO, words.SOCIAL["email_taken"] % "Google")
        raise ImmediateHttpResponse(redirect("account_login"))
