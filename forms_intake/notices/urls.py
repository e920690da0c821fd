"""Addresses of the bell and its page."""

from django.urls import path

from forms_intake.access import guarded
from forms_intake.notices import views

app_name = "notices"
urlpatterns = [
    path("", guarded(views.listed), name="list"),
    path("bell/", guarded(views.bell), name="bell"),
    path("read/", guarded(views.read_all), name="read_all"),
    path("<int:pk>/", guarded(views.opened), name="open"),
    path("<int:pk>/read/", guarded(views.read), name="read"),
]
