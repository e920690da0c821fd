"""Settings of the ways to sign in that need more than a value."""

from typing import Any

_FORMS = "accounts.second_factor.forms"
_PASSKEYS = "accounts.second_factor.passkeys"
SECOND_FACTOR_FORMS = {
    "activate_totp": f"{_FORMS}.ActivateTOTPForm",
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "add_webauthn": f"{_PASSKEYS}.AddPasskeyForm",
    "edit_webauthn": f"{_PASSKEYS}.RenamePasskeyForm",
    "authenticate_webauthn": f"{_PASSKEYS}.AuthenticatePasskeyForm",
    "login_webauthn": f"{_PASSKEYS}.LoginPasskeyForm",
    "reauthenticate_webauthn": f"{_PASSKEYS}.ReauthenticatePasskeyForm",
}


def google(client_id: str, secret: str) -> dict[str, Any]:
    """Google's entry for allauth; without credentials it has no app, and pages offer no button."""
    apps = [{"client_id": client_id, "secret": secret, "key": ""}] if client_id and secret else []
    return {"APPS": apps, "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}
