"""Addresses of django-hijack, whose own view would break on a number that is none."""

from django.urls import path
from hijack.views import ReleaseUserView

from accounts.views import impersonation

app_name = "hijack"
urlpatterns = [
    path("acquire/", impersonation.acquire, name="acquire"),
    path("release/", ReleaseUserView.as_view(), name="release"),
]
