"""The endpoint /ws/rooms/<slug>/ (docs/room-protocol.md): a plain ASGI callable under Channels' wrappers."""

from typing import Any


async def rooms_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """One socket of one page, from its handshake to its end."""
    await send({"type": "websocket.close"})
