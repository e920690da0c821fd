"""What `manage.py check` says about the way to receivers' telephones, before one waits for a code."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from forms_intake.handover import phone


@register()
def phone_transport(**_options: Any) -> list[CheckMessage]:
    """HANDOVER_PHONE_TRANSPORT names something that can be called, or nothing."""
    try:
        gateway: object = phone.transport()
    except ImportError as error:
        return [Error(f"HANDOVER_PHONE_TRANSPORT: {error}", hint="See docs/handover.md.", id="forms_intake.E040")]
    if gateway is not None and not callable(gateway):
        return [Error("HANDOVER_PHONE_TRANSPORT is no function", hint="See docs/handover.md.", id="forms_intake.E040")]
    return []
