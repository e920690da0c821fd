"""Allauth's account rules, as this school wants them."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User, normalised_email
from accounts.second_factor.forms import has_app
from accounts.signing import again, fields, mail, phones, words

log = structlog.get_logger(__name__)

_PHONE_STAGE = "allauth.account.stages.PhoneVerificationStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships without type information
    """Everything that allauth asks about people, addresses, numbers, messages and mails."""

    error_messages = DefaultAccountAdapter.error_messages | words.ACCOUNT

    # ---- People ----

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """A new person is called as they wrote it; they are a student until the school says otherwise."""
        user.name = form.cleaned_data["name"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def clean_email(self, email: str) -> str:
        """The stored spelling."""
        return normalised_email(email)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Wrong passwords are counted for the account and for the visitor's address; right ones are not.

        The refusal has a code of its own, because allauth calls others "too_many_login_attempts" too.
        """
        counted = ratelimit.consume(request, app="allauth.account", action="wrong_password")
        if not counted:
            raise self.validation_error("rate_limited")
        try:
            user: User | None = super().authenticate(request, **credentials)
        except ValidationError as refusal:
            # Nothing was tried: one locked account must not lock out its neighbours.
            counted.rollback()
            raise self.validation_error("rate_limited") from refusal
        if user:
            counted.rollback()
        return user

    def pre_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse | None:
        """Whoever has left the school does not come in by any way, and is told so after proving who they are."""
        if user.may_enter:
            return None
        clear_login(request)
        return redirect("account_inactive")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The office goes to its inbox, teachers to their rooms, everybody else to the front page."""
        if getattr(request.user, "is_staff", False):
            return reverse("inbox:list")
        return reverse("rooms:home" if getattr(request.user, "role", "") == Role.TEACHER else "home")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """A changed address leads back to the account; a new person is still on the way in."""
        if self.request.user.is_authenticated:
            return reverse("accounts:home")
        redirect_to: str = super().get_email_verification_redirect_url(email_address)
        return redirect_to

    def get_login_stages(self) -> list[str]:
        """A number waits under My account to be proved; nobody is kept out by one that the office typed."""
        return [stage for stage in super().get_login_stages() if stage != _PHONE_STAGE]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor behind the proxy: uvicorn has put them there (FORWARDED_ALLOW_IPS). A socket has no address."""
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - all such visitors are limited as one

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove oneself again, in our words."""
        by_code = _("Use a code from your authenticator app") if has_app(user) else _("Use a recovery code")
        said = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": by_code,
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": said.get(method["id"], method["description"])} for method in methods]

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Also of people who have neither password nor second factor, whom allauth would let through."""
        is_required: bool = super().is_reauthentication_required(app=app, **options)
        if is_required and self.request.user.is_authenticated:
            again.ask(self.request)
        return is_required

    # ---- Messages and mails ----

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: Any = None, **options: Any) -> None:
        """Allauth has one sentence for too many sign-ins and for a code that has been locked; we have two."""
        if message == self.error_messages["too_many_login_attempts"]:
            message = words.CODE_LOCKED
        super().add_message(request, level, *args, message=message, **options)

    def format_email_subject(self, subject: str) -> str:
        """The subject as it stands; the templates name the school."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that somebody waits for. Raises mail.NotSent."""
        mail.send(self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context}))

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **options: Any) -> None:
        """News about the account; what has happened stays, even when the news cannot be sent."""
        try:
            super().send_notification_mail(template_prefix, user, *args, **options)
        except mail.NotSent:
            log.warning("notification.not_sent", user=user.pk, kind=template_prefix)

    # ---- Telephone ----

    def phone_form_field(self, **options: Any) -> fields.Phone:
        """How a number is typed."""
        return fields.Phone(**options)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The number and whether it is proved."""
        return (str(user.phone), user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Stores a number."""
        if verified:
            self.set_phone_verified(user, phone)
        else:
            phones.note(user, phone)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Stores a proved number; back to the page with a reason when somebody else was faster."""
        try:
            phones.verify(user, phone)
        except phones.Taken:
            self._back_to_phone(words.PHONE_TAKEN)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Who has proved that the number is theirs."""
        return phones.holder(phone)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **hooks: Any) -> None:
        """Sends the code; without a gateway the number is kept for the office to confirm."""
        if not phones.transport():
            phones.note(user, phone)
            self._back_to_phone(words.PHONE_SAVED, messages.INFO)
        try:
            phones.send_code(phone, code, get_language() or "vi")
        except phones.NotSent:
            self._back_to_phone(words.PHONE_NOT_SENT)

    def _back_to_phone(self, reason: Any, level: int = messages.ERROR) -> None:
        messages.add_message(self.request, level, reason)
        raise ImmediateHttpResponse(redirect("account_change_phone"))
