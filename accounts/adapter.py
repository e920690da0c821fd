"""Second factors as this school wants them."""

from io import BytesIO

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sessions import devices
from school import encryption


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships without type information
    """Second factors are secrets: encrypted at rest like all others."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Enter the newest code; each one works once"),
        "unverified_email": _("Confirm your e-mail address first, then set up the second step"),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first"),
    }

    def encrypt(self, text: str) -> str:
        """Called before a secret is stored."""
        return encryption.encrypt({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        """Called when a code is checked."""
        return str(encryption.decrypt(encrypted_text)["secret"])

    def build_totp_svg(self, url: str) -> str:
        """Black on white in both themes: cameras do not read it otherwise."""
        drawing = BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=6, border=4, dark="#000", light="#fff")
        return drawing.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """A passkey is called after the device it is made on, until its owner renames it."""
        return devices.described(context.request.headers.get("User-Agent", ""))

    def _get_site_name(self) -> str:
        return str(settings.SCHOOL_NAME)
