"""What is kept about the sender's browser and address: a class and a keyed hash, never the things themselves."""

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.utils.crypto import salted_hmac

from forms_intake.enums import UserAgentClass
from school import browsers

# A subscriber is given as many IPv6 addresses as the remaining bits can count.
_IPV6_OWN_BITS = 64


def user_agent_class(user_agent: str) -> UserAgentClass:
    """The in-app browser that this header names, or a plain browser; apps without a class of their own are plain."""
    app = browsers.in_app(user_agent)
    return UserAgentClass(app) if app in UserAgentClass.values else UserAgentClass.BROWSER


def ip_hash(address: str, now: datetime) -> str:
    """Tells apart subscribers within one month (UTC) and nothing more; 32 hex digits, empty without address."""
    if not address:
        return ""
    return salted_hmac(f"slips.address.{now:%Y-%m}", _subscriber(address), algorithm="sha256").hexdigest()[:32]


def _subscriber(address: str) -> str:
    """What all addresses of one subscriber share: the network of an IPv6 address, an IPv4 address however written."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> _IPV6_OWN_BITS << _IPV6_OWN_BITS))
