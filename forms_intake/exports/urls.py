"""Addresses of exports, beneath those of the inbox."""

from django.urls import path

from forms_intake.exports import views
from forms_intake.inbox.desk import desk

urlpatterns = [
    path("", desk(views.export), name="export"),
    path("<int:pk>/", desk(views.progress), name="export_progress"),
    path("<int:pk>/cancel/", desk(views.cancel), name="export_cancel"),
    path("<int:pk>/file/", desk(views.file), name="export_file"),
]
