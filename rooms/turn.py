"""Credentials of the relay (TURN), by coturn's shared secret: they end by themselves, and nothing is stored."""

import base64
import hashlib
import hmac
from typing import Any

from django.conf import settings

from school import clock

# Renewed by the socket before they end.
LASTS_S = 300


def is_there() -> bool:
    """Whether this school has a relay: without one nothing goes by it."""
    return bool(settings.TURN_URLS)


def ice_servers(user_id: int) -> list[dict[str, Any]]:
    """What an RTCPeerConnection of this account is made with; only for those who have been let in."""
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": list(settings.STUN_URLS)})
    if settings.TURN_URLS:
        servers.append({"urls": list(settings.TURN_URLS), **credentials(user_id)})
    return servers


def credentials(user_id: int) -> dict[str, str]:
    """`username` is `expiry:u` and the account, `credential` the base64 of its HMAC-SHA1 under TURN_SECRET.

    The relay counts by what follows the colon: of however many credentials somebody asks for, the quota is one.
    """
    username = f"{int(clock.now().timestamp()) + LASTS_S}:u{user_id}"
    signature = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    return {"username": username, "credential": base64.b64encode(signature).decode()}
