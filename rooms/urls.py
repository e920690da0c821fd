"""Addresses of rooms (design.md section 6)."""

from django.urls import URLPattern, path

from rooms.pages import entrance, room_list

app_name = "rooms"
urlpatterns: list[URLPattern] = [
    path("rooms/", room_list.home, name="home"),
    path("r/<slug:slug>/", entrance.room, name="room"),
]
