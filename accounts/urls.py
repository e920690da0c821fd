"""Addresses of a person's own pages, beside allauth's (design.md section 6)."""

from django.urls import URLPattern, path

from accounts.second_factor import views as second_factor
from accounts.sessions import views as sessions

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("2fa/totp/qr.svg", second_factor.totp_qr, name="totp_qr"),
    # Before allauth's page of the same address.
    path("sessions/", sessions.listed, name="sessions"),
    path("sessions/<int:pk>/end/", sessions.end, name="session_end"),
    path("sessions/end-others/", sessions.end_others, name="sessions_end_others"),
]
