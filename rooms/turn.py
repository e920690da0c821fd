"""Credentials of the relay (TURN), by coturn's shared secret: they end by themselves, and nothing is stored."""

import base64
import hashlib
import hmac
from typing import Any
from uuid import UUID

from django.conf import settings

from school import clock

# Renewed by the socket before they end.
LASTS_S = 300


def ice_servers(peer_id: UUID) -> list[dict[str, Any]]:
    """What an RTCPeerConnection of this peer is made with; only for peers that have been let in."""
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": list(settings.STUN_URLS)})
    if settings.TURN_URLS:
        servers.append({"urls": list(settings.TURN_URLS), **credentials(peer_id)})
    return servers


def credentials(peer_id: UUID) -> dict[str, str]:
    """`username` is `expiry:peer`, `credential` the base64 of its HMAC-SHA1 under TURN_SECRET."""
    username = f"{int(clock.now().timestamp()) + LASTS_S}:{peer_id}"
    signature = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    return {"username": username, "credential": base64.b64encode(signature).decode()}
