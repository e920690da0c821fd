"""The address of the timeline, inside the admin site's."""

from django.contrib import admin
from django.urls import path

from accounts.history import views

app_name = "history"

urlpatterns = [path("", admin.site.admin_view(views.timeline), name="timeline")]
