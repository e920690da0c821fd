"""What `manage.py check` says about the ways in, before a person meets it."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from accounts.signing import phones


@register()
def phone_transport(**_options: Any) -> list[CheckMessage]:
    """PHONE_CODE_TRANSPORT names something that can be called, or nothing."""
    try:
        gateway: object = phones.transport()
    except ImportError as error:
        return [Error(f"PHONE_CODE_TRANSPORT: {error}", hint="See docs/signing-in.md.", id="accounts.E030")]
    if gateway is not None and not callable(gateway):
        return [Error("PHONE_CODE_TRANSPORT is no function", hint="See docs/signing-in.md.", id="accounts.E030")]
    return []
