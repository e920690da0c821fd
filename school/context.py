"""What every page shows: who the school is, how to call it, and the reader's language and theme."""

from typing import Any

import phonenumbers
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from school import ways


def site(request: HttpRequest) -> dict[str, Any]:
    """`school` and `reader`. Asks neither database nor session: the page for a lost database needs it too."""
    here = request.get_full_path()
    return {
        "school": {
            "name": settings.SCHOOL_NAME,
            "phone": phone_in_words(settings.SCHOOL_PHONE),
            "tel": settings.SCHOOL_PHONE.replace(" ", ""),
        },
        "reader": {
            "language": translation.get_language() or settings.LANGUAGE_CODE,
            "theme": getattr(request, "theme", ""),
            # Sent back by the language switch.
            "here": here if len(here) <= ways.LONGEST else "/",
        },
    }


def phone_in_words(number: str) -> str:
    """As people write it, 028 3800 1234; a number that is no Vietnamese one stays as it was typed."""
    try:
        parsed = phonenumbers.parse(number, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
