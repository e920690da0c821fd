"""What is kept about the sender's browser and address: a class and a keyed hash, never the things themselves."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from forms_intake.enums import UserAgentClass

# The first that fits: Messenger's browser also carries Facebook's marks.
_MARKS = (
    (UserAgentClass.ZALO, ("Zalo",)),
    (UserAgentClass.LARK, ("Lark/", "Feishu/")),
    (UserAgentClass.MESSENGER, ("MessengerForiOS", "MessengerLite", "FB_IAB/MESSENGER", "FB_IAB/Orca")),
    (UserAgentClass.FACEBOOK, ("FBAN/", "FBAV/", "FB_IAB/")),
)


def user_agent_class(user_agent: str) -> UserAgentClass:
    """The in-app browser that this header names, or a plain browser."""
    found = (kind for kind, marks in _MARKS if any(mark in user_agent for mark in marks))
    return next(found, UserAgentClass.BROWSER)


def ip_hash(address: str, now: datetime) -> str:
    """Tells apart addresses within one month (UTC) and nothing more; 32 hex digits, empty without address."""
    if not address:
        return ""
    return salted_hmac(f"slips.address.{now:%Y-%m}", address, algorithm="sha256").hexdigest()[:32]
