"""All addresses of sockets (design.md, section 6)."""

from django.urls import path

from accounts import gate
from school.live.consumer import LiveConsumer

# Who may connect stands in accounts/roles.yaml, under these names.
SOCKETS = {"ws/live/": LiveConsumer.as_asgi()}

websocket_urlpatterns = [path(route, gate.socket(route, application)) for route, application in SOCKETS.items()]
