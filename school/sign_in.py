"""Settings of the ways to sign in that need more than a value."""

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
