"""Addresses of rooms (design.md section 6). Fixed words stand before the name of a room."""

from django.urls import URLPattern, path

from rooms.pages import deeds, editing, entrance, ice, links, phone, room_list, showing

app_name = "rooms"
urlpatterns: list[URLPattern] = [
    path("r/<slug:slug>/", entrance.room, name="room"),
    path("r/<slug:slug>/ice/", ice.ice, name="ice"),
    path("r/<slug:slug>/phone.svg", phone.qr, name="phone_qr"),
    path("r/<slug:slug>/phone/<str:code>/", phone.phone, name="phone"),
    path("rooms/", room_list.home, name="home"),
    path("rooms/closed/", room_list.closed, name="closed"),
    path("rooms/new/", editing.new, name="new"),
    path("rooms/<slug:slug>/", showing.show, name="show"),
    path("rooms/<slug:slug>/edit/", editing.edit, name="edit"),
    path("rooms/<slug:slug>/lessons/", showing.lessons, name="lessons"),
    path("rooms/<slug:slug>/close/", deeds.close, name="close"),
    path("rooms/<slug:slug>/reopen/", deeds.reopen, name="reopen"),
    path("rooms/<slug:slug>/archive/", deeds.archive, name="archive"),
    path("rooms/<slug:slug>/lobby/<int:knock>/admit/", deeds.admit, name="admit"),
    path("rooms/<slug:slug>/lobby/<int:knock>/deny/", deeds.deny, name="deny"),
    path("rooms/<slug:slug>/links/", links.new, name="link_new"),
    path("rooms/<slug:slug>/links/today/", links.today, name="link_today"),
    path("rooms/<slug:slug>/links/<int:pk>/", links.link, name="link"),
    path("rooms/<slug:slug>/links/<int:pk>/qr.svg", links.qr, name="link_qr"),
    path("rooms/<slug:slug>/links/<int:pk>/revoke/", links.revoke, name="link_revoke"),
    path("rooms/<slug:slug>/members/", links.add_member, name="member_new"),
    path("rooms/<slug:slug>/members/<int:pk>/remove/", links.remove_member, name="member_remove"),
    path("rooms/<slug:slug>/members/<int:pk>/unban/", links.unban, name="member_unban"),
]
