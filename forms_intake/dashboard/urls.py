"""Addresses of the overview."""

from django.urls import path

from forms_intake.dashboard import views
from forms_intake.inbox.desk import desk

app_name = "dashboard"
urlpatterns = [
    path("", desk(views.home), name="home"),
    path("tables/<slug:name>.<str:kind>", desk(views.table), name="table"),
]
