"""Addresses of a person's own pages, beside allauth's (design.md section 6)."""

from django.urls import URLPattern, path

from accounts.second_factor import views as second_factor
from accounts.sessions import views as sessions
from accounts.views import data, guest_links, invitations, keep, pictures, profile

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("", profile.home, name="home"),
    path("profile/", profile.profile, name="profile"),
    path("profile/picture/", pictures.change, name="picture_change"),
    path("profile/picture/remove/", pictures.remove, name="picture_remove"),
    path("picture/<int:pk>/<slug:key>/", pictures.show, name="picture"),
    path("data/", data.data, name="data"),
    path("data/download/", data.download, name="data_download"),
    path("data/delete/", data.delete, name="data_delete"),
    path("data/deleted/", data.goodbye, name="data_goodbye"),
    path("2fa/totp/qr.svg", second_factor.totp_qr, name="totp_qr"),
    # Before allauth's page of the same address.
    path("sessions/", sessions.listed, name="sessions"),
    path("sessions/<int:pk>/end/", sessions.end, name="session_end"),
    path("sessions/end-others/", sessions.end_others, name="sessions_end_others"),
    path("invite/<str:token>/", invitations.invitation, name="invitation"),
    path("invite/<str:token>/guest/", invitations.enter_as_guest, name="invitation_guest"),
    path("invite/<str:token>/join/", invitations.join, name="invitation_join"),
    path("invite/<str:token>/accept/", invitations.accept, name="invitation_accept"),
    path("keep/", keep.keep, name="keep"),
    path("keep/code/", keep.code, name="keep_code"),
    path("keep/code/again/", keep.code_again, name="keep_code_again"),
    path("invitations/", guest_links.own, name="guest_links"),
    path("invitations/new/", guest_links.new, name="guest_link_new"),
    path("invitations/<int:pk>/revoke/", guest_links.revoke, name="guest_link_revoke"),
]
