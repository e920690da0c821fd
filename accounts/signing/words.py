"""Allauth's refusals in the school's words: each says what to do next. Its own have no Vietnamese."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MISMATCH = _("E-mail and password do not match. Check both and try again")
SLOW_DOWN = _("Too many attempts. Wait five minutes, then try again")
CODE_LOCKED = _("That code is locked after too many wrong tries. Ask for a new one")
CODE_TOO_OLD = _("That code is too old. Ask for a new one")
CODE_JUST_SENT = _("A code has just been sent. Wait a minute, then ask for a new one")
PHONE_TAKEN = _("This number belongs to another account. Use another number, or call the school")
PHONE_NOT_SENT = _("The code could not be sent. Try again in a few minutes, or call the school")
PHONE_SAVED = _("The number is saved. The office confirms it when it next speaks to you")
OLD_LINK = _("This link has been used or is too old. Ask for a new one")

ACCOUNT: dict[str, Any] = {
    # One sentence for a wrong password, an unknown address and a blocked account: it must not tell which.
    "account_inactive": MISMATCH,
    "email_password_mismatch": MISMATCH,
    "phone_password_mismatch": MISMATCH,
    "username_password_mismatch": MISMATCH,
    "invalid_login": MISMATCH,
    "too_many_login_attempts": SLOW_DOWN,
    "rate_limited": SLOW_DOWN,
    "incorrect_password": _("Enter your current password"),
    "enter_current_password": _("Enter your current password"),
    "incorrect_code": _("Enter the newest code that we sent you"),
    "invalid_password_reset": OLD_LINK,
    "invalid_or_expired_key": OLD_LINK,
    "unknown_email": _("Enter the e-mail address you sign in with"),
    "unknown_phone": _("Enter the phone number of your account"),
    "email_taken": _("This address belongs to another account. Use another one, or sign in with it"),
    "duplicate_email": _("This is your address already. Enter another one"),
    "same_as_current": _("This is what you have already. Enter another one"),
    "phone_taken": PHONE_TAKEN,
    "max_email_addresses": _("You can have %d e-mail addresses. Remove one first"),
    "cannot_remove_primary_email": _("You sign in with this address. Enter another one first"),
    "unverified_primary_email": _("Confirm this address with its code first"),
    "select_only_one": _("Choose one"),
}

SOCIAL: dict[str, Any] = {
    "email_taken": _("An account with this address exists already. Sign in to it, then connect %s under My account"),
    "invalid_token": _("The sign-in with Google did not work. Try again, or use your e-mail"),
    "no_password": _("Set a password first, or you could not sign in any more"),
    "no_verified_email": _("Confirm your e-mail address first, or you could not sign in any more"),
    "disconnect_last": _("This is your only way to sign in. Set a password first"),
    "connected_other": _("This Google account belongs to another account here"),
}
