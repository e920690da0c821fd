"""Addresses of allauth that lead through views of ours; it finds them under its own names, at the same paths."""

from django.urls import path

from accounts.signing import views

urlpatterns = [
    path("signup/", views.sign_up, name="account_signup"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("confirm-email/", views.confirm_email, name="account_email_verification_sent"),
    path("password/reset/confirm/", views.confirm_password_reset, name="account_confirm_password_reset_code"),
    path("password/set/", views.set_password, name="account_set_password"),
    path("phone/change/", views.change_phone, name="account_change_phone"),
    path("phone/verify/", views.verify_phone, name="account_verify_phone"),
    path("google/login/", views.google_login, name="google_login"),
    path("google/login/callback/", views.google_callback, name="google_callback"),
]
