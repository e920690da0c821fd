"""What is kept about the sender's browser and address: a class and a keyed hash, never the things themselves."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from forms_intake.enums import UserAgentClass
from school import browsers


def user_agent_class(user_agent: str) -> UserAgentClass:
    """The in-app browser that this header names, or a plain browser; apps without a class of their own are plain."""
    app = browsers.in_app(user_agent)
    return UserAgentClass(app) if app in UserAgentClass.values else UserAgentClass.BROWSER


def ip_hash(address: str, now: datetime) -> str:
    """Tells apart addresses within one month (UTC) and nothing more; 32 hex digits, empty without address."""
    if not address:
        return ""
    return salted_hmac(f"slips.address.{now:%Y-%m}", address, algorithm="sha256").hexdigest()[:32]
