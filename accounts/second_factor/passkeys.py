"""Forms of passkeys. What a browser sends is parsed by many hands (JSON, CBOR, keys); what fails is told plainly."""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger(__name__)

LONGEST_NAME = 60
_LONGEST_CREDENTIAL = 20_000
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{1,16000}={0,2}")
_RESPONSE = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
_REFUSED = _("This passkey was not accepted. Try again, or choose another way")
_NAMELESS = _("Enter a name for the passkey")
_BROKEN = (
    ArithmeticError,
    AttributeError,
    InvalidSignature,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except ValidationError as refusal:
        # Too many attempts keep their own sentence.
        if refusal.code != "incorrect_code":
            raise
        raise ValidationError(_REFUSED, code="passkey") from None
    except _BROKEN as error:
        log.info("passkey.malformed", error=type(error).__name__)
        raise ValidationError(_REFUSED, code="passkey") from None


class CredentialField(forms.JSONField):
    """A browser's answer, cut down to what WebAuthn needs: it is stored, so nothing else may come along."""

    widget = forms.HiddenInput
    default_error_messages = {"required": _REFUSED, "invalid": _REFUSED}

    def to_python(self, value: Any) -> Any:
        """A dict of base64url texts; ValidationError for anything else."""
        with _told_plainly():
            if len(value or "") > _LONGEST_CREDENTIAL:
                raise ValueError
            parsed = super().to_python(value)
            return None if parsed is None else _essentials(parsed)


def _essentials(credential: dict[str, Any]) -> dict[str, Any]:
    response = credential["response"]
    texts = {name: response[name] for name in _RESPONSE if response.get(name)}
    if not all(_BASE64URL.fullmatch(text) for text in (credential["rawId"], *texts.values())):
        raise ValueError
    properties = credential.get("clientExtensionResults", {}).get("credProps", {})
    found = {"credProps": {"rk": properties["rk"] is True}} if "rk" in properties else {}
    return {
        "id": credential["rawId"],
        "rawId": credential["rawId"],
        "type": "public-key",
        "response": texts,
        "clientExtensionResults": found,
    }


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth ships without type information
    """A new passkey and its name; whether one can sign in with it alone is the device's affair, not a question."""

    # Made by allauth from the setting; the script asks for it always and the device answers.
    passwordless = None
    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        """Checks the answer against the question that this session asked."""
        with _told_plainly():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class _AnsweringForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships without type information
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """The passkey that signed this session's question."""
        with _told_plainly():
            return super().clean_credential()


class AuthenticatePasskeyForm(_AnsweringForm):
    """A passkey in the place of a code."""


class LoginPasskeyForm(_AnsweringForm, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # allauth ships without type information
    """A passkey in the place of e-mail, password and code."""


class ReauthenticatePasskeyForm(_AnsweringForm, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships without type information
    """A passkey before something that must not happen behind an unattended screen."""


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]  # allauth ships without type information
    """Another name."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, error_messages={"required": _NAMELESS})
