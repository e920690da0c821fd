"""All addresses of sockets (design.md, section 6)."""

from django.urls import path

from school.live.consumer import LiveConsumer

websocket_urlpatterns = [
    path("ws/live/", LiveConsumer.as_asgi()),
]
