"""Allauth's settings about accounts, codes and Google; part of school.settings, which stays readable without them."""

from typing import Any

from school import env

ACCOUNT_ADAPTER = "accounts.signing.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Allauth serves the pages of the telephone number only when it is a field of the sign-up; our form leaves it out.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "phone"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_email": "accounts.forms.ChangeEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailForm",
    "confirm_password_reset_code": "accounts.forms.ConfirmPasswordResetForm",
    "verify_phone": "accounts.forms.VerifyPhoneForm",
}

# ---- Codes, not links: on a phone a link would open in another browser than the one that asked ----
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Eight digits: they can be typed on a telephone's number keys, and five guesses of them are none.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
CODE_LIFETIME = 600  # seconds
CODE_GUESSES = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_LIFETIME
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = CODE_LIFETIME
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = CODE_GUESSES
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = CODE_GUESSES
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True

# ---- How often, per address of the visitor (ip), per e-mail or number (key), per person (user) ----
# Many families share one address of a mobile network, so `ip` is generous and `key` is not.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Wrong second factors count here too: per `ip` they would keep everybody behind the same address from signing in.
    "login_failed": "5/5m/key",
    "wrong_password": "20/m/ip",
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,5/10m/key",
    "reset_password": "20/m/ip,5/10m/key",
    "confirm_email": "1/10s/key,10/h/key",
    "confirm_code": "60/m/ip",
    "change_phone": "10/10m/user",
    "verify_phone": "1/30s/key,5/h/key,10/h/ip",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}

# ---- Telephone: a dotted path of function(phone, code, language); without one the office confirms numbers ----
PHONE_CODE_TRANSPORT = env.text("PHONE_CODE_TRANSPORT", "" if env.PRODUCTION else "accounts.signing.phones.console")

# ---- Google: without credentials it has no app, and pages offer no button ----
_GOOGLE = {"client_id": env.text("GOOGLE_CLIENT_ID"), "secret": env.text("GOOGLE_CLIENT_SECRET"), "key": ""}
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "google": {
        "APPS": [_GOOGLE] if all((_GOOGLE["client_id"], _GOOGLE["secret"])) else [],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }
}
SOCIALACCOUNT_ADAPTER = "accounts.signing.social.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.SocialSignupForm", "disconnect": "accounts.forms.DisconnectForm"}
# Where the button's form leads: browsers apply `form-action` to redirects too.
GOOGLE_ORIGINS = ["https://accounts.google.com"] if SOCIALACCOUNT_PROVIDERS["google"]["APPS"] else []
