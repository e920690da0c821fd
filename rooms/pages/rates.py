"""How often one account, or one network address, may ask for what could be misused."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

# Misses: rooms that are not there or not theirs; a class behind one connection fits well below.
_RATES = {"room-missed": "20/10m/user,100/10m/ip", "room-ice": "10/m/user", "room-phone": "20/10m/user"}


def may_miss(request: HttpRequest) -> bool:
    """Counts one more room that was asked for in vain."""
    return _within(request, "room-missed")


def may_ask_for_relay(request: HttpRequest) -> bool:
    """Counts one more request for credentials of the relay."""
    return _within(request, "room-ice")


def may_have_code(request: HttpRequest) -> bool:
    """Counts one more code for a phone, which signs somebody in."""
    return _within(request, "room-phone")


def _within(request: HttpRequest, action: str) -> bool:
    return bool(
        ratelimit.consume(request, app="rooms", action=action, config=_RATES, user=request.user, limit_get=True)
    )
