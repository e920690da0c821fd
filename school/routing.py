"""All addresses of sockets (design.md, section 6)."""

from typing import Any

from django.urls import path

from accounts import gate
from rooms.wire.socket import rooms_socket
from school.live.consumer import LiveConsumer

# Who may connect stands in accounts/roles.yaml, under these names.
SOCKETS: dict[str, Any] = {"ws/live/": LiveConsumer.as_asgi(), "ws/rooms/<slug:slug>/": rooms_socket}

websocket_urlpatterns = [path(route, gate.socket(route, application)) for route, application in SOCKETS.items()]
