"""Forms of the ways in: allauth's, with the school's fields, labels and errors."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.core import context
from allauth.socialaccount import forms as social
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.signing import fields, guesses, words

# Stands before the password is typed, not after it was refused.
PASSWORD_HINT = _("At least 10 characters; several words are easier to remember than signs")


def _new_password(label: Any) -> fields.Password:
    return fields.Password(
        autocomplete="new-password", label=label, help_text=PASSWORD_HINT, max_length=fields.PASSWORD_LIMIT
    )


def _current_password() -> fields.Password:
    return fields.Password(autocomplete="current-password", label=_("Current password"))


class LoginForm(account.LoginForm):  # type: ignore[misc]  # allauth ships without type information
    """E-mail, password, and whether this browser may remember."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = fields.Email()
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"] = fields.Password(autocomplete="current-password")
        self.fields["remember"].label, self.fields["remember"].initial = _("Keep me signed in on this device"), True

    def clean(self) -> dict[str, Any]:
        """A refused pair is shown at the first of its two fields, where the eye and the screen reader are sent."""
        try:
            super().clean()
        except ValidationError as refusal:
            # The password is right, and the address not proven: its code was sent a moment ago.
            is_about_code = refusal.code == "too_many_login_attempts"
            self.add_error("login", words.CODE_JUST_SENT if is_about_code else refusal)
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned


class _NewPerson:
    """What both sign-ups share: a name, a tidy address, no telephone; two at once are one."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Allauth serves the pages of the telephone only when it is a field of the sign-up; the form stays short.
        self.fields.pop("phone", None)
        self._has_phone_field = False
        email = fields.Email(initial=self.fields["email"].initial)
        self.fields = {"name": fields.PersonName(), "email": email} | {
            name: field for name, field in self.fields.items() if name not in {"name", "email"}
        }

    def try_save(self, request: HttpRequest) -> Any:
        """Allauth's, which for a known address only writes to its owner; also when it became known just now."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)  # type: ignore[misc]  # of the form that this is mixed into
            except IntegrityError:
                self.account_already_exists = True
        # Hashing takes the time that a new account would take: the answer's delay must not tell.
        make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)  # type: ignore[misc]  # see above


class SignupForm(_NewPerson, account.SignupForm):  # type: ignore[misc]  # allauth ships without type information
    """Name, e-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = _new_password(_("Password"))
        self.fields["password1"].error_messages["required"] = _("Choose a password")


class SocialSignupForm(_NewPerson, social.SignupForm):  # type: ignore[misc]  # allauth ships without type information
    """What Google did not tell: name and e-mail."""


class DisconnectForm(social.DisconnectForm):  # type: ignore[misc]  # allauth ships without type information
    """Which connected account to take away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].error_messages |= {
            "required": _("Choose the account to disconnect"),
            "invalid_choice": _("This account is disconnected already"),
        }


class _WithEmail:
    """A form whose only question is an address."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = fields.Email(label=self.email_label)

    email_label: Any = _("E-mail")


class AddEmailForm(_WithEmail, account.AddEmailForm):  # type: ignore[misc]  # allauth ships without type information
    """The address to change to."""

    email_label = _("New e-mail")


class ChangeEmailForm(_WithEmail, account.ChangeEmailForm):  # type: ignore[misc]  # allauth ships without type information
    """Another address, while the first one waits for its code."""

    email_label = _("Another e-mail")


class ResetPasswordForm(_WithEmail, account.ResetPasswordForm):  # type: ignore[misc]  # allauth ships without type information
    """Whose password is forgotten."""

    def clean_email(self) -> str:
        """The code will prove the address, also of people whom the office has entered."""
        email: str = super().clean_email()
        for user in self.users:
            sync_user_email_address(user)
        return email


class RequestLoginCodeForm(_WithEmail, account.RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships without type information
    """Where to send the code for signing in."""

    def clean_email(self) -> str:
        """The code will prove the address, also of people whom the office has entered."""
        email: str = super().clean_email()
        if self._user:
            sync_user_email_address(self._user)
        return email


class _TwoPasswords:
    """A new password and its repetition."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    user: User | None
    add_error: Callable[[str, Any], None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "oldpassword" in self.fields:
            self.fields["oldpassword"] = _current_password()
            self.fields["oldpassword"].error_messages["required"] = _("Enter your current password")
        self.fields["password1"] = _new_password(_("New password"))
        self.fields["password1"].error_messages["required"] = _("Choose a password")
        self.fields["password2"] = fields.Password(autocomplete="new-password", label=_("New password again"))
        self.fields["password2"].error_messages["required"] = _("Enter the new password again")

    def clean_password1(self) -> str:
        """The rules of AUTH_PASSWORD_VALIDATORS, which know the person's name and address."""
        chosen: str = account.get_adapter().clean_password(self.cleaned_data["password1"], user=self.user)
        return chosen

    def clean(self) -> dict[str, Any]:
        """The two must agree."""
        first, second = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if first and second and first != second:
            self.add_error("password2", _("Enter the same password twice"))
        return self.cleaned_data


class ChangePasswordForm(_TwoPasswords, account.ChangePasswordForm):  # type: ignore[misc]  # allauth ships without type information
    """Current password, new password twice."""


class SetPasswordForm(_TwoPasswords, account.SetPasswordForm):  # type: ignore[misc]  # allauth ships without type information
    """A first password for somebody who came by code, invitation or Google."""


class ResetPasswordKeyForm(_TwoPasswords, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships without type information
    """A new password after its code was entered."""


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]  # allauth ships without type information
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _current_password()
        self.fields["password"].error_messages["required"] = _("Enter your current password")


class _WithCode:
    """A form whose only question is a code."""

    fields: dict[str, Any]
    expected_code: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = fields.Code()

    def clean_code(self) -> str:
        """What is guessed too often is wrong, right or not."""
        if self.expected_code and not guesses.take(context.request.session.session_key, self.expected_code):
            raise account.get_adapter().validation_error("incorrect_code")
        entered: str = super().clean_code()  # type: ignore[misc]  # of the form that this is mixed into
        return entered


class ConfirmLoginCodeForm(_WithCode, account.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships without type information
    """The code for signing in."""


class ConfirmEmailForm(_WithCode, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth ships without type information
    """The code that proves an address."""


class ConfirmPasswordResetForm(_WithCode, account.ConfirmPasswordResetCodeForm):  # type: ignore[misc]  # allauth ships without type information
    """The code that allows a new password."""


class VerifyPhoneForm(_WithCode, account.VerifyPhoneForm):  # type: ignore[misc]  # allauth ships without type information
    """The code that proves a telephone number."""
