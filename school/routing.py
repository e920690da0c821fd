"""All addresses of sockets (design.md, section 6)."""

from typing import Any

from django.urls import path, re_path

from accounts import gate
from rooms.wire.socket import rooms_socket
from school.live.consumer import LiveConsumer

# Who may connect stands in accounts/roles.yaml, under these names.
SOCKETS: dict[str, Any] = {"ws/live/": LiveConsumer.as_asgi(), "ws/rooms/<slug:slug>/": rooms_socket}


async def _nowhere(_scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Refuses the handshake: without an answer the server would say that it has failed itself."""
    await send({"type": "websocket.close"})


websocket_urlpatterns = [
    *(path(route, gate.socket(route, application)) for route, application in SOCKETS.items()),
    re_path("", _nowhere),  # type: ignore[arg-type]  # Django's is typed for views only
]
